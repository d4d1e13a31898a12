"""The servers that tests run on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Urls:
    """Where PostgreSQL and Redis answer."""

    database: str
    redis: str


@contextmanager
def running(_: pytest.TempPathFactory) -> Iterator[Urls]:
    """The servers named by the environment."""
    yield Urls(os.environ["TEST_DATABASE_URL"], os.environ["TEST_REDIS_URL"])
