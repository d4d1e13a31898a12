"""What a write asks of PostgreSQL, and in which order: writers of one assessment queue for the last two only."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from services.reporting_api.app import create_app
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.reporting_api.test_evidence import AGENCY, OPEN, PDF

MOST_STATEMENTS = 15  # the first says who is asking


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement of the write door, in order."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def test_the_version_is_raised_last(
    configured: ServiceSettings, tokens: clients.Tokens, statements: list[str]
) -> None:
    said = {"assessment": str(OPEN), "components": ["1.7", "1.8"], "title": "Hai chỉ số"}
    async with clients.client(create_app, configured) as http:
        posted = await http.post(
            "/v1/evidence",
            headers=tokens.header("reporter", AGENCY),
            files={"file": ("a.pdf", PDF)},
            data={"metadata": json.dumps(said)},
        )
        _last_are_version_and_event(statements)
        assert len(statements) <= MOST_STATEMENTS
        statements.clear()
        decision = {"verdict": "accept", "component": "1.7"}
        path = f"/v1/evidence/{posted.json()['id']}/decisions"
        assert (await http.post(path, headers=tokens.header("reviewer"), json=decision)).status_code == 201
        _last_are_version_and_event(statements)
        assert len(statements) <= MOST_STATEMENTS


def _last_are_version_and_event(statements: list[str]) -> None:
    raised, recorded = statements[-2:]
    assert raised.startswith("INSERT INTO assessment_versions")
    assert recorded.startswith("WITH added AS (INSERT INTO outbox")
    assert sum("assessment_versions" in statement for statement in statements) == 1
