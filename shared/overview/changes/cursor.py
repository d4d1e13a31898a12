"""A place as an opaque text, and back.

Nothing in it grants anything: rights are asked at every reading, and whoever forges a cursor misleads their own copy.
The check sum tells a broken cursor (422) from one of another history (410).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
import uuid

from shared.kit.errors import Finding
from shared.kit.web.pages import CursorNotOurs
from shared.overview.changes.values import Place

_FORM = struct.Struct(">B16sQQ8s")
_KIND = 1
_CHECK = 4


def encode(place: Place) -> str:
    """The cursor of a place."""
    said = _FORM.pack(_KIND, place.epoch.bytes, place.xid, place.sequence, place.fingerprint)
    return base64.urlsafe_b64encode(said + _check(said)).rstrip(b"=").decode()


def decode(cursor: str) -> Place:
    """The place of a cursor. Raises CursorNotOurs."""
    try:
        sent = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise _not_ours() from error
    said, check = sent[:-_CHECK], sent[-_CHECK:]
    if len(said) != _FORM.size or check != _check(said) or said[0] != _KIND:
        raise _not_ours()
    _, epoch, xid, sequence, fingerprint = _FORM.unpack(said)
    if sequence >= 2**63:
        raise _not_ours()
    return Place(uuid.UUID(bytes=epoch), xid, sequence, fingerprint)


def _check(said: bytes) -> bytes:
    return hashlib.sha256(b"changes" + said).digest()[:_CHECK]


def _not_ours() -> CursorNotOurs:
    return CursorNotOurs(Finding("cursor", "Not a cursor of this feed.", "Không phải con trỏ của luồng thay đổi này."))
