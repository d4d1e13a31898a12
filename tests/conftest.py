"""Servers once per session, a database of its own for every test, applications over ASGI."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients, databases, produced, servers

SOAK = Path(__file__).parent / "soak"

# The same change is judged alike whenever and wherever it is tested: properties are searched from one fixed beginning,
# and a slow machine is no counterexample. `make test ARGS=--hypothesis-profile=search` looks further, elsewhere each
# time; what it finds becomes an example of its own.
_patient = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _patient, derandomize=True)
settings.register_profile("search", _patient, max_examples=1000)
settings.load_profile("same")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The long checks run only when they are asked for by name (`make soak`)."""
    asked = any(Path(one.partition("::")[0]).resolve().is_relative_to(SOAK) for one in config.args)
    return True if collection_path == SOAK and not asked else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--problems` prints which test produces which kind of problem."""
    parser.addoption("--problems", action="store_true", help="print a test for every kind of problem")


def pytest_configure(config: pytest.Config) -> None:
    """Every kind of problem is produced by some test of the whole suite."""
    config.pluginmanager.register(produced.Produced(config), "produced")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches PostgreSQL: `-m postgres` is run on every version that production may have.

    What a planner chooses for a statement is held on the embedded server alone: PostgreSQL 15 knows other ways.
    """
    for item in items:
        if "server_urls" in getattr(item, "fixturenames", ()) and item.get_closest_marker("planner") is None:
            item.add_marker("postgres")


@pytest.fixture(scope="session")
def server_urls() -> Iterator[servers.Urls]:
    """PostgreSQL and Redis: embedded, or those of TEST_DATABASE_URL and TEST_REDIS_URL."""
    with servers.running() as urls:
        yield urls


@pytest.fixture(scope="session")
def template(server_urls: servers.Urls) -> Iterator[str]:
    """The name of the migrated database that tests are cloned from."""
    name = databases.make_template(server_urls.database)
    yield name
    asyncio.run(databases.drop(server_urls.database, name))


@pytest.fixture
async def database_url(server_urls: servers.Urls, template: str) -> AsyncIterator[str]:
    """A committed, throw-away database of this test."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield await databases.create(server_urls.database, name, template)
    await databases.drop(server_urls.database, name)


@pytest.fixture
async def own_database_url(server_urls: servers.Urls, template: str) -> AsyncIterator[str]:
    """The same, where a folder's `database_url` is shared by its tests."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield await databases.create(server_urls.database, name, template)
    await databases.drop(server_urls.database, name)


@pytest.fixture(scope="module")
def module_database_url(server_urls: servers.Urls, template: str) -> Iterator[str]:
    """A committed, throw-away database of a module whose tests change nothing in it."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield asyncio.run(databases.create(server_urls.database, name, template))
    asyncio.run(databases.drop(server_urls.database, name))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[db.Database]:
    """Both doors to this test's database."""
    opened = db.Database(database_url, pool_size=4, caller=callers.SYSTEM)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> FakeClock:
    """1 November 2022, ten in the morning in Tuyên Quang."""
    return FakeClock()


@pytest.fixture(autouse=True)
def nothing_from_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine's environment reaches a test."""
    for name in ("DATABASE_URL", "REDIS_URL", "TODAY", "DATA", "PORT", "RATE_LIMIT"):
        monkeypatch.delenv(name, raising=False)
    assert "PYTEST_CURRENT_TEST" in os.environ


@pytest.fixture
def tokens(tmp_path: Path) -> clients.Tokens:
    """Access tokens by this test's own issuer, for today's clock of tokens."""
    return clients.Tokens(tmp_path / "keys")


@pytest.fixture
def configured(database_url: str, server_urls: servers.Urls, tmp_path: Path, tokens: clients.Tokens) -> ServiceSettings:
    """Settings on this test's database; the civil day is 1 November 2022."""
    assert tokens.store.public_file.exists()
    return clients.settings(database_url, server_urls.redis, tmp_path)
