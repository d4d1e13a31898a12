"""The application under test, with a caller."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from services.targets_api.app import create_app
from shared.kit.settings import ServiceSettings
from tests import clients, databases, servers


@pytest.fixture(scope="session")
def catalog_url(server_urls: servers.Urls, template: str) -> Iterator[str]:
    """One database for all these tests: this process only reads."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield asyncio.run(databases.create(server_urls.database, name, template))
    asyncio.run(databases.drop(server_urls.database, name))


@pytest.fixture
def database_url(catalog_url: str) -> str:
    """Instead of a database per test."""
    return catalog_url


@pytest.fixture
async def api(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """An anonymous client of the running application; the civil day is 1 November 2022."""
    async with clients.client(create_app, configured) as caller:
        yield caller


@pytest.fixture
async def officer(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """A reporting officer's client."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("reporter"))
        yield caller
