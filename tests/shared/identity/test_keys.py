"""The issuer's own keys: private to their owner, agreed on by every process, changed without refusing a good token."""

from __future__ import annotations

import datetime as dt
import random
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.gateway import rotate
from shared.identity import errors, jose, key_sources, keys, values, verifier
from shared.identity.issuer import Issuer
from tests.shared.identity.test_verifier import nothing_taken_back

ROOT = Path(__file__).parents[3]
ISSUER = "http://issuer.test"
START = 1_700_000_000


class Time:
    """A clock that a test sets, for everybody who asks for seconds."""

    def __init__(self) -> None:
        self.at = float(START)

    def __call__(self) -> float:
        """Unix seconds."""
        return self.at


@pytest.fixture
def time() -> Time:
    """At an arbitrary instant."""
    return Time()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the keys will lie."""
    return tmp_path / "keys"


def _kids(published: dict[str, Any]) -> list[str]:
    return [key["kid"] for key in published["keys"]]


def _in_file(folder: Path) -> list[str]:
    return _kids(orjson.loads((folder / "jwks.json").read_bytes()))


def test_the_private_keys_are_their_owners_only(folder: Path) -> None:
    assert "d" in keys.KeyStore(folder).signing_key()
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "jwks.json": 0o644,
        "keys.lock": 0o600,
        "signing-keys.json": 0o600,
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_public_set_has_no_private_member(folder: Path, time: Time) -> None:
    store = keys.KeyStore(folder, seconds=time)
    store.rotate()
    key = store.signing_key()
    for published in (store.public_set(), orjson.loads(store.public_file.read_bytes())):
        assert [set(one) for one in published["keys"]] == [{"kty", "crv", "x", "y", "kid", "alg", "use"}] * 2
        one = published["keys"][0]
        assert (one["kid"], one["alg"], one["use"]) == (key["kid"], "ES256", "sig")


def test_a_second_start_has_the_same_key(folder: Path) -> None:
    assert keys.KeyStore(folder).signing_key() == keys.KeyStore(folder).signing_key()


def test_the_key_of_an_earlier_version_goes_on_signing(folder: Path, time: Time) -> None:
    first = keys.KeyStore(folder, seconds=time).signing_key()
    (folder / "signing-keys.json").unlink()
    (folder / "jwks.json").unlink()
    (folder / "signing-key.json").write_bytes(orjson.dumps(first))
    assert keys.KeyStore.is_in(folder)
    assert keys.KeyStore(folder, seconds=time).signing_key() == first
    assert _in_file(folder) == [first["kid"]]
    assert not (folder / "signing-key.json").exists()


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"keys": []}'])
def test_a_public_file_that_is_lost_or_broken_is_written_anew(folder: Path, content: bytes | None) -> None:
    store = keys.KeyStore(folder)
    key = store.signing_key()
    if content is None:
        store.public_file.unlink()
    else:
        store.public_file.write_bytes(content)
    store.signing_key()
    assert _in_file(folder) == [key["kid"]]


def test_the_next_key_is_published_before_it_signs_and_the_old_one_until_its_last_token_is_dead(
    folder: Path, time: Time
) -> None:
    store = keys.KeyStore(folder, seconds=time)
    old = store.signing_key()["kid"]
    before, after = store.rotate()
    assert (before.kid, store.signing_key()["kid"]) == (old, old)
    assert _in_file(folder) == _kids(store.public_set()) == [old, after.kid]
    assert store.rotate() == (before, after)  # one waits already
    assert keys.PUBLISHED_AHEAD_S >= 2 * key_sources.REFRESH_EVERY_S + 600  # and ten minutes without the issuer
    time.at += keys.PUBLISHED_AHEAD_S - 1
    assert store.signing_key()["kid"] == old
    time.at += 1
    assert store.signing_key()["kid"] == after.kid
    time.at += values.MAX_LIFETIME_S
    assert _in_file(folder) == _kids(store.public_set()) == [old, after.kid]
    time.at += 3600
    assert _kids(store.public_set()) == _in_file(folder) == [after.kid]
    assert old.encode() not in (folder / "signing-keys.json").read_bytes()


def test_a_key_that_has_come_of_age_is_followed(folder: Path, time: Time) -> None:
    store = keys.KeyStore(folder, rotate_every_s=90 * 86_400, seconds=time)
    old = store.signing_key()["kid"]
    time.at += 90 * 86_400 - keys.PUBLISHED_AHEAD_S - 1
    assert _kids(store.public_set()) == [old]
    time.at += 1
    assert len(_kids(store.public_set())) == 2
    time.at += keys.PUBLISHED_AHEAD_S - 1
    assert store.signing_key()["kid"] == old
    time.at += 1
    assert store.signing_key()["kid"] != old
    time.at += 400 * 86_400  # nobody asked for more than a year
    late = store.signing_key()["kid"]
    assert _kids(store.public_set())[0] == late
    time.at += keys.PUBLISHED_AHEAD_S
    assert store.signing_key()["kid"] != late


def test_a_clock_that_is_set_back_signs_with_what_it_has(folder: Path, time: Time) -> None:
    store = keys.KeyStore(folder, seconds=time)
    key = store.signing_key()
    time.at -= 86_400 * 365
    assert store.signing_key() == key
    assert len(_kids(store.public_set())) == 1
    store.rotate()
    assert len(_kids(store.public_set())) == 2


def test_a_compromised_key_is_gone_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    running = keys.KeyStore(folder)
    old = running.signing_key()["kid"]
    monkeypatch.setenv("KEYS_DIR", str(folder))
    assert rotate.main(["--compromised"]) == 0
    assert f"{old} and all before it are removed" in capsys.readouterr().out
    assert old not in _kids(running.public_set())
    assert running.signing_key()["kid"] != old


def test_the_command_says_which_key_signs_when(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEYS_DIR", str(folder))
    assert rotate.main([]) == 1
    assert "is KEYS_DIR or DATA that of the running system?" in capsys.readouterr().err
    running = keys.KeyStore(folder)
    old = running.signing_key()["kid"]
    assert rotate.main([]) == 0
    _, new = _kids(running.public_set())
    said = capsys.readouterr().out
    assert said.startswith(f"key {new} is published and signs from 20")
    assert said.endswith(f"; until then {old} does\n")


def _at_once(program: str, folder: Path) -> list[str]:
    """What four processes print that run it at the same moment."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.stdin.readline(); {program}", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate()[0].strip() for process in started]


_STORE = "from pathlib import Path; from shared.identity.keys import KeyStore; store = KeyStore(Path(sys.argv[1]))"


def test_starting_processes_agree_on_one_key(folder: Path) -> None:
    said = set(_at_once(f"{_STORE}; print(store.signing_key()['kid'])", folder))
    assert said == set(_in_file(folder))
    assert len(said) == 1


def test_processes_that_rotate_at_once_agree_on_one_next_key(folder: Path) -> None:
    old = keys.KeyStore(folder).signing_key()["kid"]
    said = set(_at_once(f"{_STORE}; print(store.rotate()[1].kid)", folder))
    assert len(said) == 1
    assert _in_file(folder) == [old, *said]


class Cached(key_sources.Fetched):
    """Reads through a cache that keeps an answer as long as the gateway allows, and may be cut off for a while."""

    def __init__(self, location: str, time: Time) -> None:
        super().__init__(location, monotonic=time)
        self._time = time
        self._kept: tuple[float, bytes] = (float("-inf"), b"")
        self.cut_off_until = 0.0

    async def _get(self, location: str) -> bytes:
        if self._time.at < self.cut_off_until:
            raise OSError("down")
        if self._time.at - self._kept[0] >= 300:
            self._kept = (self._time.at, await super()._get(location))
        return self._kept[1]


class _Clock:
    """The issuer's clock, on the test's time."""

    def __init__(self, time: Time) -> None:
        self._time = time

    def now(self) -> dt.datetime:
        """The instant."""
        return dt.datetime.fromtimestamp(self._time.at, dt.UTC)

    def today(self) -> dt.date:
        """The day."""
        return self.now().date()


@pytest.mark.parametrize("seed", range(2))
async def test_no_good_token_is_refused_while_keys_change(folder: Path, time: Time, seed: int) -> None:
    """Four days, a rotation every five hours or so by one of two gateways, five verifiers behind caches, each cut off
    for ten minutes now and then; tokens of all ages; and forgeries, none of which passes."""
    chance = random.Random(seed)
    gateways = [keys.KeyStore(folder, rotate_every_s=36 * 3600, seconds=time) for _ in range(2)]
    issuers = [Issuer(issuer=ISSUER, store=store, clock=_Clock(time)) for store in gateways]
    gateways[0].signing_key()
    forger = Issuer(issuer=ISSUER, store=keys.KeyStore(folder / "elsewhere", seconds=time), clock=_Clock(time))
    sources = [Cached(str(folder / "jwks.json"), time) for _ in range(5)]
    verifiers = [
        verifier.Verifier(issuer=ISSUER, audience="dti", source=source, standing=nothing_taken_back, seconds=time)
        for source in sources
    ]
    living: list[tuple[float, str]] = []
    signed_with: set[str] = set()
    for _ in range(1500):
        time.at += chance.uniform(1, 430)
        if chance.random() < 0.012:
            chance.choice(gateways).rotate()
        if chance.random() < 0.02:
            chance.choice(sources).cut_off_until = time.at + 600
        made: dict[str, Any] = {
            "subject": "s",
            "client_id": "c",
            "organisation": "so-noi-vu",
            "roles": ["reporter"],
        }
        token = chance.choice(issuers).token(**made)
        signed_with.add(str(jose.header(token)["kid"]))
        living = [(end, one) for end, one in living if end > time.at][-40:]
        living.append((time.at + 3600 - 1, token))
        one = chance.choice(verifiers)
        for _, kept in (living[-1], chance.choice(living)):
            await one.principal(kept)
        with pytest.raises(errors.TokenRefused):
            await one.principal(forger.token(**made))
    assert len(signed_with) > 10
