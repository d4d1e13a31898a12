"""I6: keys change and tokens are taken back in a deployed system that goes on being asked, and the issuer hangs.

The rules of time (an hour ahead, ten minutes away, days of rotations) are held by a clock that a test sets
(tests/shared/identity/test_keys.py, test_key_sources.py); here real processes read real keys over HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.identity import jose, keys
from tests import servers
from tests.shared.identity import forged
from tests.soak import deployed
from tests.soak.deployed import Deployed

PATHS = ("/v1/tasks?limit=1", "/v1/obligations?limit=1", "/v1/assessments?limit=1", "/v1/me")
SOON_S = 40  # longer than a verifier waits before it asks again for a name that it does not know
REVOKED_WITHIN_S = 60
AWAY_S = 45


@pytest.fixture(scope="module")
def system(server_urls: servers.Urls, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Five processes of this module's own, asked at their own ports."""
    with (
        deployed.own_database(server_urls.database, template) as url,
        deployed.separately(tmp_path_factory.mktemp("keys"), url) as (own, _),
    ):
        yield own


class Asking:
    """Good tokens, asked for and used all the time, from all four services; what was refused stands in `refused`."""

    def __init__(self, system: Deployed, http: httpx.AsyncClient, account: dict[str, Any]) -> None:
        self._system = system
        self.http = http
        self.basic = httpx.BasicAuth(account["client_id"], account["client_secret"])
        self.tokens: list[str] = []
        self.answered = 0
        self.refused: list[tuple[str, int, str]] = []
        self.is_issuing = True

    async def token(self) -> str:
        """A fresh one."""
        asked = {"grant_type": "client_credentials"}
        answer = await self.http.post(
            self._system.address("/oauth/token") + "/oauth/token", data=asked, auth=self.basic
        )
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    async def status(self, token: str, path: str) -> int:
        """What a service says."""
        said = await self.http.get(self._system.address(path) + path, headers={"Authorization": f"Bearer {token}"})
        return said.status_code

    async def for_ever(self) -> None:
        """One new token, then the newest and the oldest at each service, again and again."""
        while True:
            if self.is_issuing:
                self.tokens = [*self.tokens[-200:], await self.token()]
            for token in (self.tokens[-1], self.tokens[0]):
                for path in PATHS if self.is_issuing else PATHS[:3]:
                    status = await self.status(token, path)
                    self.answered += 1
                    if status != 200:
                        self.refused.append((path, status, str(jose.header(token)["kid"])))
            await asyncio.sleep(0.2)


@contextlib.asynccontextmanager
async def asking(system: Deployed, scopes: list[str]) -> AsyncIterator[Asking]:
    """The asking in the background; it must be alive at the end."""
    async with httpx.AsyncClient(timeout=30) as http:
        body = {"name": "soak", "organisation": None, "scopes": scopes}
        admin = {"Authorization": f"Bearer {system.topology.token('admin', 'so-thong-tin-va-truyen-thong')}"}
        address = system.address("/v1/service-accounts") + "/v1/service-accounts"
        made = await http.post(address, json=body, headers=admin)
        assert made.status_code == 201, made.text
        found = Asking(system, http, made.json())
        task = asyncio.create_task(found.for_ever())
        yield found
        assert not task.done(), task.exception()
        task.cancel()


async def _until(reached: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < ends
        await asyncio.sleep(0.1)


def _rotate(folder: Path) -> str:
    """Rotate as the command does, then bring the hour forward: the key signs soon."""
    _, after = keys.KeyStore(folder).rotate()
    file = folder / "signing-keys.json"
    kept = json.loads(file.read_bytes())
    kept["keys"][-1]["signs_from"] = int(time.time()) + SOON_S
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(kept))
    draft.chmod(0o600)
    draft.replace(file)
    return after.kid


async def test_no_good_token_is_refused_while_the_key_changes(system: Deployed, say: Callable[[str], None]) -> None:
    async with asking(system, ["targets:read", "reports:read", "scores:read"]) as good:
        await _until(lambda: len(good.tokens) > 3, 30)
        before = jose.header(good.tokens[-1])["kid"]
        after = _rotate(system.topology.data / "keys")
        assert after != before
        await _until(lambda: jose.header(good.tokens[-1])["kid"] == after, SOON_S + 30)
        so_far = good.answered
        await _until(lambda: good.answered > so_far + 100, 60)
        assert jose.header(good.tokens[0])["kid"] == before  # the oldest is still used
        assert good.refused == []
        say(f"{good.answered} requests with tokens of two keys at four services, 0 refused")


async def test_what_is_taken_back_is_refused_everywhere_within_a_minute(
    system: Deployed, say: Callable[[str], None]
) -> None:
    async with asking(system, ["targets:read", "reports:read", "scores:read"]) as good:
        lost = await good.token()
        for path in PATHS:
            assert await good.status(lost, path) == 200
        answer = await good.http.post(
            system.address("/oauth/revoke") + "/oauth/revoke", data={"token": lost}, auth=good.basic
        )
        assert answer.status_code == 200
        taken_back_at = time.monotonic()
        seconds: dict[str, float] = {}
        while len(seconds) < len(PATHS):
            for path in PATHS:
                if path not in seconds and await good.status(lost, path) == 401:
                    seconds[path] = time.monotonic() - taken_back_at
            assert time.monotonic() - taken_back_at <= REVOKED_WITHIN_S + 1, seconds
            await asyncio.sleep(0.2)
        assert max(seconds.values()) <= REVOKED_WITHIN_S + 1
        assert good.refused == []
        say(f"refused by all four after {max(seconds.values()):.0f} s; {good.answered} others answered")


async def test_while_the_issuer_hangs_good_tokens_pass_and_bad_ones_do_not(
    system: Deployed, say: Callable[[str], None]
) -> None:
    gateway = _process_of("services.gateway", system.topology.ports["gateway"])
    forger = forged.new_key("nobody")
    bad = forged.good(forger, iss=system.topology.url, iat=int(time.time()), exp=int(time.time()) + 600)
    async with asking(system, ["targets:read", "reports:read", "scores:read"]) as good:
        await _until(lambda: len(good.tokens) > 3 and good.answered > 20, 30)
        good.is_issuing = False
        await asyncio.sleep(1)
        so_far, refused = good.answered, 0
        os.kill(gateway, signal.SIGSTOP)
        try:
            ends = time.monotonic() + AWAY_S
            while time.monotonic() < ends:
                for path in ("/v1/tasks", "/v1/obligations", "/v1/rankings"):
                    assert await good.status(bad, path) == 401
                    refused += 1
        finally:
            os.kill(gateway, signal.SIGCONT)
        assert good.answered > so_far + 50
        assert good.refused == []
        say(f"{AWAY_S} s without it: {good.answered - so_far} good ones passed, {refused} forgeries refused")


def _process_of(module: str, address: str) -> int:
    """The child of this process that runs a module at an address; other checks may have theirs at another."""
    own, port = os.getpid(), f"PORT={address.rpartition(':')[2]}"
    children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    (found,) = [
        int(one)
        for one in children
        if f"{module}\0" in Path(f"/proc/{one}/cmdline").read_text()
        and port in Path(f"/proc/{one}/environ").read_text().split("\0")
    ]
    return found


def test_the_command_says_the_truth_to_a_running_system(system: Deployed) -> None:
    """`python -m services.gateway.rotate` on the folder of a running gateway: published at once by that gateway."""
    store = keys.KeyStore(system.topology.data / "keys")
    _, after = store.rotate()
    published = httpx.get(system.topology.ports["gateway"] + "/.well-known/jwks.json").json()
    assert after.kid in {key["kid"] for key in published["keys"]}
    assert json.loads(store.public_file.read_bytes()) == published
