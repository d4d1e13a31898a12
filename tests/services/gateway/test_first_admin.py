"""The first administrator: by a command, once, on the record."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from services.gateway import first_admin
from shared.audit import service as audit
from shared.identity import people
from shared.kit import db
from shared.kit.clock import SystemClock

AN = ["--issuer", "keycloak", "--subject", "an"]


async def appoint(*arguments: str) -> int:
    """Run the command beside this test's loop."""
    return await asyncio.to_thread(first_admin.main, list(arguments))


async def roles_of(database: db.Database, subject: str) -> people.Assignment | None:
    """What a person of keycloak is today."""
    return await people.assignment_of(database.reader, "keycloak", subject, SystemClock().today())


@pytest.fixture
def given(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of the database, as in production."""
    monkeypatch.setenv("DATABASE_URL", database_url)


@pytest.mark.usefixtures("given")
async def test_it_appoints_once(database: db.Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert await appoint(*AN) == 0
    assert capsys.readouterr().out == "keycloak:an is administrator of tinh-tuyen-quang\n"
    assert await roles_of(database, "an") == people.Assignment("tinh-tuyen-quang", frozenset({"admin"}))
    assert await appoint("--issuer", "keycloak", "--subject", "binh") == 1
    assert "There is an administrator already" in capsys.readouterr().err
    assert await roles_of(database, "binh") is None
    (row,) = await database.reader.rows("SELECT subject, action FROM audit_entries WHERE action LIKE 'person.%'")
    assert tuple(row.values()) == ("command:first_admin", "person.appoint_first_administrator")


@pytest.mark.usefixtures("given")
async def test_two_at_once_appoint_one(database: db.Database) -> None:
    codes = await asyncio.gather(*(appoint("--issuer", "keycloak", "--subject", name) for name in ("an", "binh")))
    assert sorted(codes) == [0, 1]
    rows = await database.reader.rows("SELECT subject FROM role_assignments")
    assert len(rows) == 1


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--issuer", "key:cloak", "--subject", "an"], "issuer"),
        (["--issuer", "keycloak", "--subject", " an"], "subject"),
        ([*AN, "--organisation", "so-nao-do"], "There is no organisation 'so-nao-do' on"),
    ],
)
async def test_a_mistake_is_told(
    database: db.Database, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert await appoint(*arguments) == 1
    assert says in capsys.readouterr().err
    assert await database.reader.rows("SELECT 1 FROM role_assignments") == []


async def test_it_finds_the_running_system(
    database: db.Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA", str(tmp_path))
    assert await appoint(*AN) == 1
    (tmp_path / "running.json").write_text(json.dumps({"address": "x", "database_url": database_url}))
    assert await appoint(*AN) == 0
    assert await roles_of(database, "an") is not None


@pytest.mark.usefixtures("given")
async def test_a_name_typed_wrong_does_not_bar_the_door(
    database: db.Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await appoint("--issuer", "keycloak", "--subject", "ann") == 0
    assert await appoint(*AN) == 1
    assert "keycloak:ann" in capsys.readouterr().err
    assert await appoint(*AN, "--replace") == 0
    assert await roles_of(database, "ann") is None
    assert await roles_of(database, "an") == people.Assignment("tinh-tuyen-quang", frozenset({"admin"}))
    rows = await database.reader.rows("SELECT action FROM audit_entries WHERE action LIKE 'person.%' ORDER BY id")
    assert [row["action"] for row in rows][1:] == ["person.end", "person.appoint_first_administrator"]


@pytest.mark.usefixtures("given")
async def test_who_came_in_is_not_replaced(database: db.Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert await appoint(*AN) == 0
    clock = SystemClock()
    async with database.transaction() as session:
        actor = audit.Actor("keycloak:an", "keycloak:portal", "tinh-tuyen-quang", "r1")
        await audit.record(
            session, actor, action="tokens.issue", entity_kind="token", entity_id="t", occurred_at=clock.now()
        )
    assert await appoint("--issuer", "keycloak", "--subject", "binh", "--replace") == 1
    assert "There is an administrator already, keycloak:an" in capsys.readouterr().err
    assert await roles_of(database, "an") is not None


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("name", ["nhan-su", "tinh"])  # mistyped; its own claims say who is administrator
async def test_the_sign_on_must_be_one_that_assigns(
    database: db.Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv("TRUSTED_ISSUERS", "deploy/trusted-issuers.example.yaml")
    assert await appoint("--issuer", name, "--subject", "an") == 1
    assert "these are: so-ban-nganh" in capsys.readouterr().err
    assert await database.reader.rows("SELECT 1 FROM role_assignments") == []
    assert await appoint("--issuer", "so-ban-nganh", "--subject", "an") == 0
