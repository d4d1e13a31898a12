"""Keys: asked for rarely, kept when their address fails, made once, private to their owner."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from shared.identity import errors, keys

ROOT = Path(__file__).parents[3]


class Watch:
    """A stop-watch that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


class Counted(keys.Fetched):
    """Counts how often the address is read."""

    reads = 0

    async def _read(self) -> bytes:
        self.reads += 1
        await asyncio.sleep(0)
        return await super()._read()


def _set(*kids: str) -> bytes:
    return orjson.dumps({"keys": [{"kid": kid, "kty": "EC", "d": "secret"} for kid in kids]})


def _publish(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)


@pytest.fixture
def watch() -> Watch:
    """At an arbitrary instant."""
    return Watch()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A published set of one key."""
    made = tmp_path / "jwks.json"
    made.write_bytes(_set("one"))
    return made


@pytest.fixture
def source(file: Path, watch: Watch) -> Counted:
    """Keys read from that file."""
    return Counted(str(file), monotonic=watch)


async def test_a_known_key_is_not_asked_for_again(source: Counted, watch: Watch) -> None:
    for _ in range(100):
        assert await source.find("one") == {"kid": "one", "kty": "EC"}
        watch.now += 1
    assert source.reads == 1


async def test_a_hundred_unknown_names_are_two_reads_a_minute(source: Counted, watch: Watch) -> None:
    await source.find("one")
    started = source.reads
    for number in range(100):
        assert await source.find(f"unknown-{number}") is None
        watch.now += 0.6
    assert source.reads - started <= 2


async def test_a_new_key_is_found_after_half_a_minute(source: Counted, file: Path, watch: Watch) -> None:
    await source.find("one")
    _publish(file, _set("one", "two"))
    assert await source.find("two") is None
    watch.now += keys.FETCH_EVERY_S
    assert await source.find("two") is not None
    assert await source.find("one") is not None


async def test_a_key_taken_back_is_unknown_after_five_minutes(source: Counted, file: Path, watch: Watch) -> None:
    await source.find("one")
    _publish(file, _set("two"))
    watch.now += keys.REFRESH_EVERY_S
    assert await source.find("one") is None


BROKEN = [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": 5}', b'{"keys": [5]}', b'{"keys": ["a"]}', b'{"keys": [{}]}']


@pytest.mark.parametrize("content", [None, *BROKEN, b'{"keys": [{"kid": ["a"]}]}', b"\xff"])
async def test_the_last_good_keys_stay(source: Counted, file: Path, watch: Watch, content: bytes | None) -> None:
    await source.find("one")
    _publish(file, content)
    watch.now += keys.REFRESH_EVERY_S
    assert await source.find("one") is not None
    assert await source.find("two") is None
    assert source.reads == 2


async def test_without_any_key_nobody_is_judged(tmp_path: Path, watch: Watch) -> None:
    source = Counted(str(tmp_path / "missing.json"), monotonic=watch)
    for _ in range(10):
        with pytest.raises(errors.KeysUnavailable):
            await source.find("one")
    assert source.reads == 1


async def test_an_address_that_does_not_answer_is_no_key(watch: Watch) -> None:
    source = keys.Fetched("http://127.0.0.1:9/jwks.json", monotonic=watch)
    with pytest.raises(errors.KeysUnavailable):
        await source.find("one")


async def test_callers_at_once_share_one_read(source: Counted) -> None:
    found = await asyncio.gather(*(source.find("one") for _ in range(20)))
    assert source.reads == 1
    assert all(key is not None for key in found)


def test_the_private_key_is_its_owners_only(tmp_path: Path) -> None:
    store = keys.KeyStore(tmp_path / "keys")
    key = store.signing_key()
    assert "d" in key
    private = tmp_path / "keys" / "signing-key.json"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(private.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in private.parent.iterdir()) == ["jwks.json", "signing-key.json"]


def test_the_public_set_has_no_private_member(tmp_path: Path) -> None:
    store = keys.KeyStore(tmp_path / "keys")
    key = store.signing_key()
    for published in (store.public_set(), orjson.loads(store.public_file.read_bytes())):
        (one,) = published["keys"]
        assert set(one) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
        assert (one["kid"], one["alg"], one["use"]) == (key["kid"], "ES256", "sig")


def test_a_second_start_has_the_same_key(tmp_path: Path) -> None:
    assert keys.KeyStore(tmp_path / "keys").signing_key() == keys.KeyStore(tmp_path / "keys").signing_key()


def test_starting_processes_agree_on_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from shared.identity.keys import KeyStore;"
        " sys.stdin.readline(); print(KeyStore(Path(sys.argv[1])).signing_key()['kid'])"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "keys")],
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
    said = {process.communicate()[0].strip() for process in started}
    assert len(said) == 1
    assert said != {""}
    assert orjson.loads((tmp_path / "keys" / "jwks.json").read_bytes())["keys"][0]["kid"] in said
