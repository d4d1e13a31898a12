"""One position of the chain held against its entry, the link before it and what was signed of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.audit import checkpoints, hashing, values

REWRITTEN = "rewritten"  # who calls asks `rewritten` what it was


def fault(
    row: Mapping[str, Any], position: int, previous: str, signed: tuple[int, bytes] | None
) -> tuple[str, str] | None:
    """What is wrong at this position, as a word and a sentence; None when all fits.

    Grain: `row` is a seal (`position`, `sealed_id`, `seal_row`, `seal_previous`, `seal_chain`, `sealed_at`) with its
    entry as `hashing.row` takes it, all None when the entry is gone. `signed`: entry and short hash by a checkpoint.
    """
    if row["position"] != position:
        return _misplaced(row, position, signed)
    chain = link(row, previous)
    if row["seal_previous"] != previous:
        return "seal changed", "its seal does not follow the one before: it was changed, moved or put there"
    if row["seal_chain"] != chain:
        return "seal changed", "its seal does not fit its own hash"
    if signed and signed != (row["sealed_id"], checkpoints.short(chain)):
        return REWRITTEN, ""
    return _entry(row)


def link(row: Mapping[str, Any], previous: str) -> str:
    """The chain hash that a seal must have, from its other columns as they stand."""
    position, entry = (None if row[name] is None else str(row[name]) for name in ("position", "sealed_id"))
    return hashing.digest((previous, position, entry, row["seal_row"], row["sealed_at"]))


def _misplaced(row: Mapping[str, Any], position: int, signed: tuple[int, bytes] | None) -> tuple[str, str]:
    if row["position"] < position:
        return "seal inserted", f"a second seal stands at position {row['position']}"
    entry = f" of entry {signed[0]}" if signed else ""
    return "seal deleted", f"the seal{entry} at position {position} is gone"


def rewritten(sealed_id: int, signed_id: int, *, exists: bool, signed_elsewhere: bool) -> tuple[str, str]:
    """What was done where the chain fits itself and not what was signed: somebody computed it anew.

    `exists`: the entry that was signed here is still there; `signed_elsewhere`: the one that stands here was signed at
    another position.
    """
    anew = "and the chain was computed anew; the checkpoint says otherwise"
    if sealed_id == signed_id:
        return "edited", f"the entry or its seal was edited, {anew}"
    if not exists:
        return "deleted", f"entry {signed_id} was deleted, {anew}"
    if signed_elsewhere:
        return "swapped", f"entry {signed_id} was signed here and entry {sealed_id} stands here, {anew}"
    return "inserted", f"entry {sealed_id} was put before entry {signed_id}, {anew}"


def _entry(row: Mapping[str, Any]) -> tuple[str, str] | None:
    if row["id"] is None:
        gone = "before it was sealed" if row["seal_row"] == values.GONE else "after it was sealed"
        return "deleted", f"the entry was deleted {gone}"
    found = hashing.row(row)
    if found == row["seal_row"] == row["row_sha256"]:
        return None
    if found == row["seal_row"]:
        return "hash changed", "its stored hash was changed, or the entry before it was sealed"
    if row["row_sha256"] == row["seal_row"]:
        return "edited", "the entry was edited"
    if row["row_sha256"] == found:
        return "edited", "the entry was edited and its hash computed anew"
    return "edited", "the entry and its stored hash were changed"
