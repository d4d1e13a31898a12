"""The written table over HTTP: every operation by every role, and a part of the cells with an object.

All of these cells: tests/soak/test_rights.py.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.identity import access
from tests import servers
from tests.services.rights import cells
from tests.services.rights.scene import AGENCY, Caller, Scene, scene

MANY = 250


@pytest.fixture
async def on(database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[Scene]:
    """The applications without anything prepared: a cell makes what it needs."""
    async with scene(database_url, server_urls.redis, tmp_path) as prepared:
        yield prepared


async def test_the_role_alone_opens_or_shuts_every_operation(on: Scene) -> None:
    assert on.routes.keys() == access.OPERATIONS.keys()
    wrong: list[str] = []
    everybody = [Caller(role, AGENCY, scopes) for role, scopes in cells.ROLES]
    for operation in access.OPERATIONS:
        for caller in (None, *everybody):
            answer = await on.call(operation, caller)
            refused = ["token-missing", "role-missing"]
            if not access.OPERATIONS[operation].public:  # where it is, the missing scope is about what is shown there
                refused.append("scope-missing")
            shut = answer.status_code in (401, 403) and answer.json()["code"] in refused
            entrance = cells.is_let_in(operation, caller)
            if answer.status_code >= 500 or (answer.status_code if shut else 200) != entrance:
                wrong.append(f"{operation} × {caller}: {answer.status_code} {answer.text[:200]}, written: {entrance}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("last_line", [True, False], ids=["all lines", "services alone"])
async def test_cells_answer_as_they_are_written(
    database_url: str, server_urls: servers.Urls, tmp_path: Path, *, last_line: bool
) -> None:
    every = list(cells.cells())
    wrong: list[str] = []
    async with scene(database_url, server_urls.redis, tmp_path, last_line=last_line) as on:
        for cell in random.Random(int(last_line)).sample(every, MANY):
            given = await cells.answer(on, cell)
            if cells.outcome(cell, given) != cells.expected(cell):
                wrong.append(f"{cell}: {given.status_code} {given.text[:200]}, written: {cells.expected(cell)}")
    assert not wrong, "\n".join(wrong)
