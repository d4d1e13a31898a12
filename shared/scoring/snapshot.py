"""Inputs as JSON and back, so that a run can be replayed from what it stored."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import orjson

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks.values import Component, Former, MainIndex, Pillar, Structure
from shared.scoring.values import Inputs


@dataclass(frozen=True)
class Snapshot:
    """Two canonical JSON texts, the framework's structure and the rest, and a hash of each and of both."""

    structure: str
    structure_sha256: str
    inputs: str
    inputs_sha256: str


def dump(inputs: Inputs) -> Snapshot:
    """The inputs as text; equal inputs give equal hashes. Decimals are text, exactly as they came."""
    structure = _canonical(asdict(inputs.structure))
    rest = _canonical({"claims": list(map(_said, inputs.claims)), "pieces": list(map(_said, inputs.pieces))})
    return Snapshot(
        structure=structure.decode(),
        structure_sha256=hashlib.sha256(structure).hexdigest(),
        inputs=rest.decode(),
        inputs_sha256=hashlib.sha256(structure + rest).hexdigest(),
    )


def load(structure: dict[str, Any], rest: dict[str, Any]) -> Inputs:
    """The inputs that `dump` wrote, for a replay."""
    return Inputs(
        structure=_structure(structure),
        claims=tuple(map(_claim, rest["claims"])),
        pieces=tuple(_piece(piece) for piece in rest["pieces"]),
    )


def _structure(given: dict[str, Any]) -> Structure:
    return Structure(
        version_id=uuid.UUID(given["version_id"]),
        framework=given["framework"],
        version=given["version"],
        total_method=given["total_method"],
        total_points=_decimal(given["total_points"]),
        main_indices=tuple(MainIndex(i["number"], i["name"], Decimal(i["weight"])) for i in given["main_indices"]),
        pillars=tuple(
            Pillar(p["code"], p["name"], tuple(p["main_indices"]), _decimal(p["max_points"]), _decimal(p["share"]))
            for p in given["pillars"]
        ),
        components=tuple(
            Component(**{**c, "id": uuid.UUID(c["id"]), "max_points": Decimal(c["max_points"])})
            for c in given["components"]
        ),
    )


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, default=_text, option=orjson.OPT_SORT_KEYS)


def _said(row: Claim | Piece) -> dict[str, Any]:
    """What a claim or a piece says; of its former component only where there is one."""
    said = asdict(row)
    if row.former is None:
        del said["former"]
    return said


def _claim(stored: dict[str, Any]) -> Claim:
    return Claim(uuid.UUID(stored["id"]), stored["component"], Decimal(stored["points"]), _former(stored.get("former")))


def _former(stored: dict[str, Any] | None) -> Former | None:
    return None if stored is None else Former(Decimal(stored["max_points"]), stored["rule"])


def _piece(stored: dict[str, Any]) -> Piece:
    decision = stored["decision_id"]
    return Piece(
        **{
            **stored,
            "revision_id": uuid.UUID(stored["revision_id"]),
            "decision_id": uuid.UUID(decision) if decision else None,
            "points": _decimal(stored["points"]),
            "former": _former(stored.get("former")),
        }
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(type(value).__name__)
