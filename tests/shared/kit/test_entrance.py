"""What comes in at the door: paths read as they were written, one host, no identity in a header."""

from __future__ import annotations

from typing import Any

import pytest

from shared.kit.web import entrance


def _scope(raw: bytes = b"/", **changes: Any) -> dict[str, Any]:
    return {"type": "http", "http_version": "1.1", "raw_path": raw, "path": "", "headers": [], **changes}


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/v1/targets", "/v1/targets"),
        (b"/v1/%74argets", "/v1/targets"),
        (b"/v1/legal-documents/48-NQ%2FTU", "/v1/legal-documents/48-NQ%2FTU"),
        (b"/v1%2ftargets", "/v1%2Ftargets"),  # one segment, and nobody's
        (b"/v1/targets/%2F%2F", "/v1/targets/%2F%2F"),
        (b"/v1/targets/%C4%91", "/v1/targets/đ"),
        (b"/v1/targets/1.2", "/v1/targets/1.2"),
        (b"/v1/targets/...", "/v1/targets/..."),
        (b"/.well-known/jwks.json", "/.well-known/jwks.json"),
        (b"//v1/targets", "//v1/targets"),
        (b"/v1/targets/%252e%252e/", "/v1/targets/%2e%2e/"),  # decoded once
        (b"/v1/targets/%5c..%5c", "/v1/targets/\\..\\"),  # a backslash is a letter
    ],
)
def test_a_path_is_decoded_once_and_keeps_its_segments(raw: bytes, path: str) -> None:
    assert entrance.path(_scope(raw)) == path


@pytest.mark.parametrize(
    "raw",
    [
        *(b"/v1/../v1/targets", b"/v1/targets/..", b"/./v1/targets", b"/v1/%2e%2e/targets", b"/v1/.%2E/targets"),
        *(b"/v1/scores/..%2ftargets", b"/v1/%2e", b"/docs/assets/..%2f..%2fetc%2fpasswd"),
        *(b"/v1/targets/%00", b"/v1/targets/%0a", b"/v1/targets/%7f", b"/v1/targets/\x01"),
        *(b"/v1/targets/%", b"/v1/targets/%4", b"/v1/targets/%zz", b"/v1/targets/%u0041"),
        *(b"/v1/%c0%ae%c0%ae/targets", b"/v1/targets/%c0%af", b"/v1/targets/%ff", b"/v1/targets/%ED%A0%80"),
        *(b"/v1/targets/\xc4\x91", b"*", b"", b"v1/targets", b"http://x/v1/targets"),
    ],
)
def test_what_two_readers_could_understand_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(entrance.Unreadable):
        entrance.path(_scope(raw))


def test_without_a_raw_path_the_decoded_one_is_checked() -> None:
    assert entrance.path(_scope(raw_path=None, path="/v1/đ")) == "/v1/đ"
    with pytest.raises(entrance.Unreadable):
        entrance.path(_scope(raw_path=None, path="/v1/../x"))


@pytest.mark.parametrize("host", [b"dti.test", b"127.0.0.1:8000", b"[::1]:8000", b"targets_api:8000", b"a.b-c"])
def test_one_host_is_taken(host: bytes) -> None:
    entrance.check_host(_scope(headers=[(b"host", host)]))


@pytest.mark.parametrize(
    "hosts",
    [
        *([], [b""], [b"a", b"a"], [b"a", b"b"], [b"a/v1/targets"], [b"a b"], [b"a@b"], [b"a?x"], [b"a#x"], [b"a,b"]),
        *([b"a:"], [b"a:port"], [b"a:123456"], [b"[::1"], [b"a\\b"], [b"\xc4\x91"], [b" a"], [b"%61"]),
    ],
)
def test_no_host_two_hosts_or_a_strange_one_are_refused(hosts: list[bytes]) -> None:
    with pytest.raises(entrance.Unreadable):
        entrance.check_host(_scope(headers=[(b"host", host) for host in hosts]))


def test_the_old_protocol_needs_no_host() -> None:
    entrance.check_host(_scope(http_version="1.0"))


@pytest.mark.parametrize("name", entrance.IDENTITY_HEADERS)
def test_a_header_that_names_somebody_is_removed_in_every_spelling(name: str) -> None:
    spelt = [name, name.upper(), name.lower(), name.replace("-", "_"), name.title()]
    kept = [(b"authorization", b"Bearer x"), (b"x-other", b"1")]
    sent = [(one.encode(), b"admin") for one in spelt] * 2 + kept
    assert entrance.headers(sent) == kept


def test_the_list_is_ordered_and_names_nothing_twice() -> None:
    names = [name.lower() for name in entrance.IDENTITY_HEADERS[2:]]
    assert len({name.lower() for name in entrance.IDENTITY_HEADERS}) == len(entrance.IDENTITY_HEADERS)
    assert all(name not in names for name in ("authorization", "x-request-id", "x-forwarded-for", "host", "origin"))
