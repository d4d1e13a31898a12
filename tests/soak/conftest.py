"""Fixtures of the long checks: the deployed product three ways, and a place to say what was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests import servers
from tests.soak import deployed, needs, progress


def pytest_configure(config: pytest.Config) -> None:
    """One line per part; and nothing runs while a program is missing, since nobody may skip a check unnoticed."""
    if missing := needs.missing():
        pytest.exit(f"missing: {', '.join(missing)}; apt-get install {' '.join(missing)}", returncode=1)
    config.pluginmanager.register(progress.Progress(config), "soak-progress")


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say what was counted, in one line."""
    return progress.sayer(request)


@pytest.fixture(scope="session")
def one_process(
    server_urls: servers.Urls, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[deployed.Deployed]:
    """The product as `make run` starts it, on a database of its own, for all checks that only read or add."""
    with (
        deployed.own_database(server_urls.database, template) as url,
        deployed.in_one_process(tmp_path_factory.mktemp("one"), url) as system,
    ):
        yield system


@pytest.fixture(scope="session")
def _separate(
    server_urls: servers.Urls, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[deployed.Deployed, deployed.Deployed]]:
    with (
        deployed.own_database(server_urls.database, template) as url,
        deployed.separately(tmp_path_factory.mktemp("separate"), url) as both,
    ):
        yield both


@pytest.fixture(scope="session")
def own_ports(_separate: tuple[deployed.Deployed, deployed.Deployed]) -> deployed.Deployed:
    """Four services, each asked at its own port."""
    return _separate[0]


@pytest.fixture(scope="session")
def behind_nginx(_separate: tuple[deployed.Deployed, deployed.Deployed]) -> deployed.Deployed:
    """The same processes, asked through nginx."""
    return _separate[1]


@pytest.fixture(scope="session", params=deployed.NAMES)
def system(request: pytest.FixtureRequest) -> deployed.Deployed:
    """Each of the three ways in turn."""
    found: deployed.Deployed = request.getfixturevalue(request.param.replace(" ", "_"))
    return found
