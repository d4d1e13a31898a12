"""What comes in at the door, the same rules in one process, on each service's own port and behind nginx.

- Headers that name somebody are removed; nobody becomes somebody by a header. `deploy/edge.conf.template` removes the
  same list (a test compares).
- A path is taken as it was written. An encoded slash is a character of its segment and never separates; a dot segment,
  in any spelling, is refused instead of resolved. So the first segment means the same to every reader.
- The target is a path, the host one name: what two readers could understand differently is refused.
"""

from __future__ import annotations

import re
import urllib.parse

from starlette.types import Scope

IDENTITY_HEADERS = (
    "Forwarded",
    "Proxy",
    "Client-IP",
    "From",
    "OIDC-Claim-Sub",
    "Remote-User",
    "SSL-Client-Cert",
    "X-Amzn-Oidc-Data",
    "X-Amzn-Oidc-Identity",
    "X-Auth-Request-Access-Token",
    "X-Auth-Request-Email",
    "X-Auth-Request-Groups",
    "X-Auth-Request-Preferred-Username",
    "X-Auth-Request-User",
    "X-Authenticated-User",
    "X-Authenticated-UserId",
    "X-Client-Cert",
    "X-Client-DN",
    "X-Client-Id",
    "X-Consumer-Id",
    "X-Consumer-Username",
    "X-Credential-Identifier",
    "X-Email",
    "X-Forwarded-Access-Token",
    "X-Forwarded-Client-Cert",
    "X-Forwarded-Email",
    "X-Forwarded-Groups",
    "X-Forwarded-Preferred-Username",
    "X-Forwarded-User",
    "X-Goog-Authenticated-User-Email",
    "X-Groups",
    "X-HTTP-Method-Override",
    "X-Impersonate-User",
    "X-JWT-Assertion",
    "X-On-Behalf-Of",
    "X-Org",
    "X-Organisation",
    "X-Original-URI",
    "X-Original-URL",
    "X-Real-IP",
    "X-Remote-Groups",
    "X-Remote-User",
    "X-Rewrite-URL",
    "X-Role",
    "X-Roles",
    "X-SSL-Client-Cert",
    "X-SSL-Client-S-DN",
    "X-Scope",
    "X-Subject",
    "X-User",
    "X-User-Email",
    "X-User-Id",
    "X-User-Name",
    "X-User-Roles",
    "X-Userinfo",
    "X-Username",
    "X-WEBAUTH-USER",
)
_REMOVED = frozenset(name.lower().encode() for name in IDENTITY_HEADERS)
# A name of letters, digits and dots, or an address of IPv6; with or without a port (RFC 3986, 3.2.2, but no signs).
_HOST = re.compile(rb"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_ENCODED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SLASH = re.compile(r"%2f", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DOTS = (".", "..")


class Unreadable(Exception):
    """The target or the host can be understood in more than one way."""


def headers(sent: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What may be read of the headers: without those that name somebody, nor names with an underscore, which some
    readers take for a hyphen (nginx drops them too)."""
    return [(name, value) for name, value in sent if (low := name.lower()) not in _REMOVED and b"_" not in low]


def path(scope: Scope) -> str:
    """The path that is routed, each segment decoded but for its slashes. Raises Unreadable."""
    raw = scope.get("raw_path")
    if raw is None:
        return _plain(str(scope["path"]))
    try:
        written = raw.decode("ascii")
    except UnicodeDecodeError:
        raise Unreadable from None
    return _plain(written) if "%" not in written else _decoded(written)


def below_root(scope: Scope) -> str:
    """The path within what the server mounted this application at (ASGI's `root_path`, which `path` begins with)."""
    path, root = str(scope["path"]), scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def check_host(scope: Scope) -> None:
    """Raises Unreadable unless exactly one well-formed Host was sent (RFC 9112, 3.2)."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    if len(found) != 1 and not (not found and scope.get("http_version") == "1.0"):
        raise Unreadable
    if found and not _HOST.fullmatch(found[0]):
        raise Unreadable


def _decoded(written: str) -> str:
    if _ENCODED.search(written):
        raise Unreadable
    pieces = [_utf8(piece) for piece in _SLASH.split(written)]
    for piece in pieces:
        _plain(piece, whole=False)
    return _whole("%2F".join(pieces))


def _utf8(piece: str) -> str:
    try:
        return urllib.parse.unquote(piece, errors="strict")
    except UnicodeDecodeError:
        raise Unreadable from None


def _plain(written: str, *, whole: bool = True) -> str:
    if "." in written and any(segment in _DOTS for segment in written.split("/")):
        raise Unreadable
    if _CONTROL.search(written):
        raise Unreadable
    return _whole(written) if whole else written


def _whole(written: str) -> str:
    if not written.startswith("/"):
        raise Unreadable
    return written
