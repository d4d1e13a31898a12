"""Inputs as JSON and back, so that a run can be replayed from what it stored."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from shared.assessments.values import Claim, Exemption
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component, Former, MainIndex, Pillar, Structure
from shared.scoring.values import Best, Inputs


@dataclass(frozen=True)
class Snapshot:
    """Two canonical JSON texts, the framework's structure and the rest (`inputs`), and a hash of each and of both."""

    structure: str
    structure_sha256: str
    inputs: str
    own_sha256: str
    inputs_sha256: str


def dump(inputs: Inputs) -> Snapshot:
    """The inputs as text; equal inputs give equal hashes. Decimals are text, exactly as they came."""
    return Dumps().dump(inputs)


def claims_form(codes: Iterable[str]) -> str:
    """Claims of these components as `dump` writes those without values, with `%s` for the id and the points of each."""
    names = (canonical(code).decode().replace("%", "%%") for code in codes)
    return ",".join(f'{{"component":{name},"id":"%s","points":"%s","values":{{}}}}' for name in names)


class Dumps:
    """Dumps of many inputs: a structure that several of them share is written and hashed once."""

    def __init__(self) -> None:
        self._structures: dict[int, tuple[Structure, str, Any]] = {}  # by identity; kept, so that none is reused

    def dump(self, inputs: Inputs) -> Snapshot:
        """As `dump`."""
        return self._snapshot(inputs.structure, _rest(inputs))

    def written(self, structure: Structure, claims: str, pieces: str) -> Snapshot:
        """The same where the database wrote the claims and pieces, and every component applies."""
        return self._snapshot(
            structure, f'{{"bests":[],"claims":[{claims}],"exemptions":[],"pieces":[{pieces}]}}'.encode()
        )

    def _snapshot(self, given: Structure, rest: bytes) -> Snapshot:
        _, structure, hashed = self._structure(given)
        both = hashed.copy()
        both.update(rest)
        return Snapshot(
            structure=structure,
            structure_sha256=hashed.hexdigest(),
            inputs=rest.decode(),
            own_sha256=hashlib.sha256(rest).hexdigest(),
            inputs_sha256=both.hexdigest(),
        )

    def _structure(self, structure: Structure) -> tuple[Structure, str, Any]:
        found = self._structures.get(id(structure))
        if found is None:
            text = canonical(_dumped(structure))
            found = self._structures[id(structure)] = (structure, text.decode(), hashlib.sha256(text))
        return found


def _rest(inputs: Inputs) -> bytes:
    return canonical(
        {
            "claims": list(map(_said, inputs.claims)),
            "pieces": list(map(_said, inputs.pieces)),
            "exemptions": list(map(vars, inputs.exemptions)),
            "bests": [{**vars(best), "ratio": rule_kinds.written(best.ratio)} for best in inputs.bests],
        }
    )


def load(structure: dict[str, Any], rest: dict[str, Any]) -> Inputs:
    """The inputs that `dump` wrote, for a replay."""
    return load_rest(load_structure(structure), rest)


def load_rest(structure: Structure, rest: dict[str, Any]) -> Inputs:
    """The same over a structure that was read before. What engine 1 wrote says neither values nor exemptions."""
    return Inputs(
        structure=structure,
        claims=tuple(map(_claim, rest["claims"])),
        pieces=tuple(map(_piece, rest["pieces"])),
        exemptions=tuple(Exemption(uuid.UUID(e["id"]), e["component"]) for e in rest.get("exemptions", ())),
        bests=tuple(Best(b["component"], b["column"], Fraction(b["ratio"])) for b in rest.get("bests", ())),
    )


def load_structure(given: dict[str, Any]) -> Structure:
    """The structure that `dump` wrote."""
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
        components=tuple(map(_component, given["components"])),
        not_applicable=given.get("not_applicable"),
    )


def _dumped(structure: Structure) -> dict[str, Any]:
    return {
        **vars(structure),
        "main_indices": list(map(vars, structure.main_indices)),
        "pillars": list(map(vars, structure.pillars)),
        "components": [{**vars(one), "rule": rule_kinds.dump(one.rule)} for one in structure.components],
    }


def _component(given: dict[str, Any]) -> Component:
    """Engine 1 wrote the rule's kind alone."""
    rule = given["rule"]
    return Component(
        **{
            **given,
            "id": uuid.UUID(given["id"]),
            "max_points": Decimal(given["max_points"]),
            "rule": rule_kinds.parse({"kind": rule} if isinstance(rule, str) else rule),
        }
    )


def canonical(value: object) -> bytes:
    """JSON in the one form that is hashed: keys sorted, decimals as text."""
    return orjson.dumps(value, default=_text, option=orjson.OPT_SORT_KEYS)


def _said(row: Claim | Piece) -> dict[str, Any]:
    """What a claim or a piece says; of its former component only where there is one."""
    said = dict(vars(row))
    former = said.pop("former")
    if former is not None:
        said["former"] = {"max_points": former.max_points, "rule": rule_kinds.dump(former.rule)}
    return said


def _claim(stored: dict[str, Any]) -> Claim:
    read = {"id": uuid.UUID(stored["id"]), "points": _decimal(stored["points"]), "former": _former(stored)}
    return Claim(**{**stored, **read})


def _piece(stored: dict[str, Any]) -> Piece:
    decision = stored["decision_id"]
    read = {
        "revision_id": uuid.UUID(stored["revision_id"]),
        "decision_id": uuid.UUID(decision) if decision else None,
        "points": _decimal(stored["points"]),
        "former": _former(stored),
    }
    return Piece(**{**stored, **read})


def _former(stored: dict[str, Any]) -> Former | None:
    former = stored.get("former")
    return former and Former(Decimal(former["max_points"]), rule_kinds.parse(former["rule"]))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(type(value).__name__)
