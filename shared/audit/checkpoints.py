"""One signed line a checkpoint: how far the chain goes, its hash there, and the rows since the line before."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from shared.audit import signing, values
from shared.audit.errors import LineForged

MOST_ENTRIES = 1000  # rows told by one line, which stays under 20 kB
LINK_BYTES = 6


def following(last: values.Line | None, seals: Sequence[values.Seal], now: dt.datetime) -> values.Checkpoint:
    """The checkpoint after `last` over these seals, which come right after it in the chain."""
    return values.Checkpoint(
        sequence=last.checkpoint.sequence + 1 if last else 1,
        position=seals[-1].position,
        chain_sha256=seals[-1].chain_sha256,
        count=len(seals),
        at=now.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        previous_sha256=last.sha256 if last else values.GENESIS,
        entries=tuple(seal.entry_id for seal in seals),
        links=tuple(short(seal.chain_sha256) for seal in seals),
    )


def short(chain_sha256: str) -> bytes:
    """What a checkpoint keeps of a row's chain hash."""
    return bytes.fromhex(chain_sha256)[:LINK_BYTES]


def sign(checkpoint: values.Checkpoint, key: Mapping[str, Any]) -> values.Line:
    """The signed line."""
    told = {
        "sequence": checkpoint.sequence,
        "position": checkpoint.position,
        "chain_sha256": checkpoint.chain_sha256,
        "count": checkpoint.count,
        "at": checkpoint.at,
        "previous_sha256": checkpoint.previous_sha256,
        "entries": ranges(checkpoint.entries),
        "links": base64.b64encode(b"".join(checkpoint.links)).decode(),
    }
    text = signing.sign(orjson.dumps(told), key)
    return values.Line(text, sha256(text), checkpoint)


def read(text: str, keys: Mapping[str, Mapping[str, Any]]) -> values.Line:
    """A line of the file with its signature checked. Raises LineForged."""
    payload = signing.payload(text, keys)
    try:
        told = orjson.loads(payload)
        links = base64.b64decode(told["links"], validate=True)
        entries = tuple(_ids(told["entries"]))
        parts = tuple(links[start : start + LINK_BYTES] for start in range(0, len(links), LINK_BYTES))
        checkpoint = values.Checkpoint(**{**told, "entries": entries, "links": parts})
    except (ValueError, TypeError, KeyError):
        raise LineForged("it is not a checkpoint") from None
    if not len(entries) == len(parts) == checkpoint.count > 0:
        raise LineForged("it is not a checkpoint")
    return values.Line(text, sha256(text), checkpoint)


def sha256(text: str) -> str:
    """How the next line names this one."""
    return hashlib.sha256(text.encode()).hexdigest()


def ranges(entries: Sequence[int]) -> str:
    """Ids in their order, runs as `first..last`: most entries are sealed in the order of their ids."""
    runs: list[list[int]] = []
    for entry in entries:
        if runs and entry == runs[-1][1] + 1:
            runs[-1][1] = entry
        else:
            runs.append([entry, entry])
    return ",".join(str(first) if first == last else f"{first}..{last}" for first, last in runs)


def _ids(text: str) -> Iterator[int]:
    """The ids again. Raises ValueError."""
    for run in text.split(","):
        first, _, last = run.partition("..")
        yield from range(int(first), int(last or first) + 1)
