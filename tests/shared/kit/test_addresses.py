"""From which address a request comes: nobody chooses it by a header."""

from __future__ import annotations

import pytest

from shared.kit.web import addresses

EDGE = ("10.0.0.0/8", "2001:db8:1::/48")


def _scope(peer: str | None, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return {"type": "http", "client": (peer, 40_000) if peer is not None else None, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),  # not through the edge
        ("10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # what stands before it was sent by the caller
        ("10.0.0.2", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),  # two lines are one list
        ("10.0.0.2", ["198.51.100.1, 10.0.0.9"], "198.51.100.1"),  # two proxies of ours
        ("10.0.0.2", ["10.0.0.9"], "10.0.0.9"),  # a caller of our own network
        ("10.0.0.2", ["unknown"], "10.0.0.2"),
        ("10.0.0.2", ["198.51.100.1, nonsense"], "10.0.0.2"),
        ("10.0.0.2", [], "10.0.0.2"),
        ("::ffff:10.0.0.2", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1::5", ["2001:db8:9:9:1:2:3:4"], "2001:db8:9:9::/64"),
        ("2001:db8:7:7::1", ["198.51.100.1"], "2001:db8:7:7::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        (None, ["198.51.100.1"], "unknown"),  # a socket without addresses
        ("testclient", ["198.51.100.1"], "unknown"),
    ],
)
def test_the_caller_is_the_last_hop_that_is_not_ours(peer: str | None, forwarded: list[str], expected: str) -> None:
    assert addresses.Proxies(EDGE).address(_scope(peer, *forwarded)) == expected


def test_without_trusted_proxies_the_socket_counts() -> None:
    assert addresses.Proxies().address(_scope("127.0.0.1", "198.51.100.1")) == "127.0.0.1"


@pytest.mark.parametrize("wrong", ["edge", "10.0.0.1/8", "10.0.0.0/33"])
def test_what_is_no_network_is_refused_at_start(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"network|host bits"):
        addresses.Proxies([wrong])
