"""Inputs as JSON and back, so that a run can be replayed from what it stored."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import orjson

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks.values import Component, MainIndex, Pillar, Structure
from shared.scoring.values import Inputs


def dump(inputs: Inputs) -> tuple[str, str]:
    """Canonical JSON text of the inputs and its SHA-256. Decimals are text, exactly as they came."""
    text = orjson.dumps(asdict(inputs), default=_text, option=orjson.OPT_SORT_KEYS)
    return text.decode(), hashlib.sha256(text).hexdigest()


def load(stored: dict[str, Any]) -> Inputs:
    """The inputs that `dump` wrote."""
    given = stored["structure"]
    structure = Structure(
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
    return Inputs(
        structure=structure,
        claims=tuple(Claim(uuid.UUID(c["id"]), c["component"], Decimal(c["points"])) for c in stored["claims"]),
        pieces=tuple(_piece(piece) for piece in stored["pieces"]),
    )


def _piece(stored: dict[str, Any]) -> Piece:
    decision = stored["decision_id"]
    return Piece(
        **{
            **stored,
            "evidence_id": uuid.UUID(stored["evidence_id"]),
            "revision_id": uuid.UUID(stored["revision_id"]),
            "decision_id": uuid.UUID(decision) if decision else None,
            "points": _decimal(stored["points"]),
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
