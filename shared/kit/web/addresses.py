"""From which address a request comes: the socket's, or what a trusted proxy says of it."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Iterable

from starlette.types import Scope

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Whoever has one address of IPv6 has its whole /64.
_ONE_HOLDER_BITS = 64


class Proxies:
    """The proxies whose X-Forwarded-For is believed: addresses or networks. Raises ValueError for what is neither."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._trusted: tuple[Network, ...] = tuple(ipaddress.ip_network(one) for one in trusted)

    def address(self, scope: Scope) -> str:
        """Who calls, as one key: an IPv4 address, or the /64 of an IPv6 address.

        Of X-Forwarded-For the last entry that is no trusted proxy counts: what stands before it was written by whoever
        liked to. An entry that is no address ends the search.
        """
        peer = _address((scope.get("client") or ("", 0))[0])
        if peer is None or not self._trusts(peer):
            return _key(peer)
        for said in reversed(_forwarded(scope)):
            hop = _address(said)
            if hop is None:
                break
            peer = hop
            if not self._trusts(hop):
                break
        return _key(peer)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _forwarded(scope: Scope) -> list[str]:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    return [entry.strip() for line in lines for entry in line.split(",")]


@functools.lru_cache(maxsize=4096)
def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


@functools.lru_cache(maxsize=4096)
def _key(address: Address | None) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _ONE_HOLDER_BITS), strict=False))
    return str(address or "unknown")
