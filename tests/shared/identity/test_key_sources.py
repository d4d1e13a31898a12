"""Keys of an issuer: asked for rarely whatever tokens say, kept when their address fails."""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import threading
from pathlib import Path

import httpx
import orjson
import pytest

from shared.identity import errors, key_sources


class Watch:
    """A stop-watch that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


class Counted(key_sources.Fetched):
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
        watch.now += 0.59
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
    watch.now += key_sources.FETCH_EVERY_S
    assert await source.find("two") is not None
    assert await source.find("one") is not None


async def test_a_key_taken_back_is_unknown_after_a_minute(source: Counted, file: Path, watch: Watch) -> None:
    await source.find("one")
    _publish(file, _set("two"))
    watch.now += key_sources.REFRESH_EVERY_S
    assert await source.find("one") is None


BROKEN = [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": 5}', b'{"keys": [5]}', b'{"keys": ["a"]}', b'{"keys": [{}]}']


@pytest.mark.parametrize("content", [None, *BROKEN, b'{"keys": [{"kid": ["a"]}]}', b"\xff"])
async def test_the_last_good_keys_stay(source: Counted, file: Path, watch: Watch, content: bytes | None) -> None:
    await source.find("one")
    _publish(file, content)
    watch.now += key_sources.REFRESH_EVERY_S
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
    source = key_sources.Fetched("http://127.0.0.1:9/jwks.json", monotonic=watch)
    with pytest.raises(errors.KeysUnavailable):
        await source.find("one")


async def test_callers_at_once_share_one_read(source: Counted) -> None:
    found = await asyncio.gather(*(source.find("one") for _ in range(20)))
    assert source.reads == 1
    assert all(key is not None for key in found)


class Failing(key_sources.Fetched):
    """An address that answers only while it is up."""

    def __init__(self, content: bytes, watch: Watch) -> None:
        super().__init__("https://issuer.test/jwks.json", monotonic=watch)
        self.content = content
        self.is_up = True
        self.asked_at: list[float] = []
        self._watch = watch

    async def _get(self, location: str) -> bytes:
        self._requests.append(self._watch())
        self.asked_at.append(self._watch())
        await asyncio.sleep(0)
        if not self.is_up:
            raise httpx.ConnectError("down")
        return self.content


def _most_in_a_minute(asked_at: list[float]) -> int:
    return max(sum(start <= at < start + 60 for at in asked_at) for start in asked_at)


async def test_ten_minutes_without_the_issuer(watch: Watch) -> None:
    """What was good stays good, what was bad stays bad, and the address is not stormed."""
    source = Failing(_set("one"), watch)
    assert await source.find("one") is not None
    source.is_up = False
    for number in range(1200):
        watch.now += 0.5
        known, unknown = await asyncio.gather(source.find("one"), source.find(f"forged-{number}"))
        assert known is not None
        assert unknown is None
    assert _most_in_a_minute(source.asked_at) <= 2
    assert len(source.asked_at) > 10
    source.is_up, source.content = True, _set("one", "two")
    watch.now += key_sources.FETCH_EVERY_S
    assert await source.find("two") is not None


@pytest.mark.parametrize("is_up", [True, False])
async def test_two_requests_a_minute_from_the_first_moment(watch: Watch, *, is_up: bool) -> None:
    source = Failing(_set("one"), watch)
    source.is_up = is_up
    for number in range(600):
        with contextlib.suppress(errors.KeysUnavailable):
            await source.find(f"forged-{number}")
        watch.now += 0.5
    assert _most_in_a_minute(source.asked_at) <= 2


async def test_who_must_wait_for_the_issuer_is_told_how_long(watch: Watch) -> None:
    source = Failing(b"", watch)
    source.is_up = False
    told = []
    for _ in range(5):
        with pytest.raises(errors.KeysUnavailable) as caught:
            await source.find("one")
        told.append(caught.value.facts["retry_after"])
        watch.now += 2
    assert told == [5, 3, 1, 54, 52]
    source.is_up, source.content = True, _set("one")
    watch.now += 52 - 2
    assert await source.find("one") is not None


async def test_a_slow_issuer_holds_up_nobody_who_knows_the_key(watch: Watch) -> None:
    answer = asyncio.Event()

    class Slow(Failing):
        async def _get(self, location: str) -> bytes:
            if self.asked_at:
                await answer.wait()
            return await super()._get(location)

    source = Slow(_set("one"), watch)
    await source.find("one")
    watch.now += key_sources.REFRESH_EVERY_S
    waiting = asyncio.create_task(source.find("two"))
    await asyncio.sleep(0)
    assert await source.find("one") is not None
    assert not waiting.done()
    answer.set()
    assert await waiting is None


async def test_a_failed_reading_is_tried_again_soon(watch: Watch) -> None:
    source = Failing(_set("one"), watch)
    await source.find("one")
    watch.now += key_sources.REFRESH_EVERY_S
    source.is_up = False
    assert await source.find("one") is not None
    source.is_up, source.content = True, _set("two")
    watch.now += key_sources.FETCH_EVERY_S
    assert await source.find("one") is None


@pytest.mark.parametrize("strange", [5, None, {}, {"kid": 5}, {"kid": ""}, {"kid": "x" * 201}, {"kid": ["one"]}])
async def test_a_strange_key_beside_good_ones_is_passed_over(file: Path, watch: Watch, strange: object) -> None:
    _publish(file, orjson.dumps({"keys": [strange, {"kid": "one", "kty": "EC"}]}))
    source = Counted(str(file), monotonic=watch)
    assert await source.find("one") == {"kid": "one", "kty": "EC"}


class Address(http.server.BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_GET(self) -> None:
        """A redirect, too much, or the keys."""
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/jwks.json")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(_set("one") + (b" " * 70_000 if self.path == "/large" else b""))

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.mark.parametrize(("path", "is_read"), [("/jwks.json", True), ("/redirect", False), ("/large", False)])
async def test_over_http(watch: Watch, path: str, *, is_read: bool) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Address) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            source = key_sources.Fetched(f"http://127.0.0.1:{server.server_port}{path}", monotonic=watch)
            if is_read:
                assert await source.find("one") == {"kid": "one", "kty": "EC"}
            else:
                with pytest.raises(errors.KeysUnavailable):
                    await source.find("one")
        finally:
            server.shutdown()
