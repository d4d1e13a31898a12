"""A copy of the catalog that a test may damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.catalog import read

Damage = Callable[[str, str, str], Path]


@pytest.fixture
def damaged(tmp_path: Path) -> Damage:
    """`damaged(file, old, new)`: the root of a copy in which one file says something else, once."""
    root = tmp_path / "catalog"
    shutil.copytree(read.ROOT, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def replace(file: str, old: str, new: str) -> Path:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return root

    return replace
