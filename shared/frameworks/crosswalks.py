"""The crosswalk of two versions: which components are carried, lost and new, and how many points (docs/scoring.md).

Between versions of one framework it goes step by step through those in between; between frameworks it knows what
sources state of exactly these two, and the rest is `unknown`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from shared.frameworks import crosswalk, crosswalks_repository, errors, rules
from shared.kit import db
from shared.kit.errors import Finding


@dataclass(frozen=True)
class Component:
    """A component as a version has it. `max_points`: points, null where it is unknown; `rule`: as stored."""

    id: uuid.UUID
    code: str
    name: str
    main_index: int
    max_points: Decimal | None
    max_points_certainty: str
    rule: dict[str, Any]

    def said(self) -> dict[str, Any]:
        """As answers show it."""
        return {
            "code": self.code,
            "name": self.name,
            "main_index": self.main_index,
            "max_points": self.max_points,
            "max_points_certainty": self.max_points_certainty,
            "rule": self.rule["kind"],
        }


@dataclass(frozen=True)
class Version:
    """A version with its components in their order. `component_count`: how many its document says there are."""

    id: uuid.UUID
    framework: str
    version: int
    status: str
    component_count: int | None
    components: tuple[Component, ...]

    @property
    def codes(self) -> list[str]:
        """The codes of its components."""
        return [component.code for component in self.components]

    def said(self) -> dict[str, Any]:
        """As answers show it. `components_listed`: how many components are known by name."""
        return {
            "framework": self.framework,
            "version": self.version,
            "version_id": self.id,
            "status": self.status,
            "component_count": self.component_count,
            "components_listed": len(self.components),
        }


async def compare(reader: db.Reader, before: str, after: str) -> dict[str, Any]:
    """The crosswalk of two versions, each given as `slug` (its newest) or `slug@version`; drafts have their preview.

    Raises NoSuchVersion naming `from` or `to`, also when both are one.
    """
    first, second = await find(reader, "from", before), await find(reader, "to", after)
    if first.id == second.id:
        where = Finding("to", "The same version as `from`.", "Trùng với phiên bản `from`.", "same")
        raise errors.NoSuchVersion(where, version=after)
    return await between(reader, first, second)


async def between(reader: db.Reader, before: Version, after: Version) -> dict[str, Any]:
    """The same for two versions at hand."""
    same = before.framework == after.framework
    steps = await _steps(reader, before, after) if same else [await _stated(reader, before, after)]
    known = crosswalk.walk(steps)
    lines = crosswalk.lines(before.codes, after.codes, known.edges, complete=same, ended=known.ended, begun=known.begun)
    said = [_line(line, before, after, crosswalk.cited(line, steps)) for line in lines]
    return {
        "from": before.said(),
        "to": after.said(),
        "same_framework": same,
        "totals": [_total(relation, said) for relation in crosswalk.RELATIONS],
        "lines": said,
    }


@dataclass(frozen=True)
class Step:
    """From the newest version before to a draft; `before` is None when there is none yet."""

    before: Version | None
    after: Version
    edges: tuple[crosswalk.Edge, ...]


async def following(reader: db.Reader, framework: str, number: int) -> Step:
    """How a draft follows the newest published version before it.

    Raises FrameworkNotFound, NotADraft, and CorrespondenceRefused when a statement names a component that is not there.
    """
    found = await crosswalks_repository.find_any(reader, framework, number)
    if found is None:
        raise errors.FrameworkNotFound(framework=f"{framework}@{number}")
    earlier = await crosswalks_repository.earlier(reader, found)
    versions = await load(reader, [found] if earlier is None else [earlier, found])
    after = versions[found]
    if after.status != "draft":
        raise errors.NotADraft(framework=after.framework, version=number)
    if earlier is None:
        return Step(None, after, ())
    before = versions[earlier]
    stated = await crosswalks_repository.stated(reader, earlier, found)
    wrong = crosswalk.statement_findings(stated, before.codes, after.codes)
    if wrong:
        raise errors.CorrespondenceRefused(*wrong)
    return Step(before, after, crosswalk.edges(before.codes, after.codes, stated, same_framework=True))


async def find(reader: db.Reader, field: str, reference: str) -> Version:
    """A version that is not a draft, by `slug` or id (the newest) or `slug@version`. Raises NoSuchVersion."""
    key, _, number = reference.partition("@")
    wanted = int(number) if number.isdecimal() and len(number) < 10 else None
    found = None if (number and wanted is None) else await crosswalks_repository.find(reader, key, wanted)
    if found is None:
        vi = f"Không có phiên bản {reference} đã công bố; viết dti-922 hoặc dti-922@1."
        en = f"There is no published version {reference}; write dti-922 or dti-922@1."
        raise errors.NoSuchVersion(Finding(field, en, vi, "unknown"), version=reference)
    return (await load(reader, [found]))[found]


async def load(reader: db.Reader, versions: Sequence[uuid.UUID]) -> dict[uuid.UUID, Version]:
    """Versions with their components, by id; two statements however many."""
    heads, components = await crosswalks_repository.load(reader, versions)
    return {
        head["id"]: Version(**head, components=tuple(Component(**row) for row in components.get(head["id"], ())))
        for head in heads
    }


async def _steps(reader: db.Reader, before: Version, after: Version) -> list[crosswalk.Step]:
    """From version to version of one framework, one statement each."""
    earlier, later = sorted((before, after), key=lambda one: one.version)
    between = await crosswalks_repository.between(reader, earlier.id, later.id)
    chain = [earlier, *(await load(reader, between)).values(), later]
    chain.sort(key=lambda one: one.version)
    steps = []
    for one, other in pairwise(chain):
        said = await crosswalks_repository.sources_of(reader, one.id, other.id)
        stated = [crosswalk.Stated(row["before"], row["after"]) for row in said if row["onward"]]
        steps.append(crosswalk.Step(crosswalk.path(one.codes, other.codes, stated, same_framework=True), _told(said)))
    return steps if earlier is before else [step.back() for step in reversed(steps)]


async def _stated(reader: db.Reader, before: Version, after: Version) -> crosswalk.Step:
    """What sources say of components of two frameworks, in whichever direction they say it."""
    said = await crosswalks_repository.sources_of(reader, before.id, after.id)
    onward_first = sorted(said, key=lambda row: not row["onward"])
    stated = dict.fromkeys(crosswalk.Stated(row["before"], row["after"]) for row in onward_first)
    return crosswalk.Step(crosswalk.path(before.codes, after.codes, stated, same_framework=False), _told(said))


def _told(said: Iterable[dict[str, Any]]) -> tuple[crosswalk.Told, ...]:
    return tuple(crosswalk.Told(row["before"], row["after"], row["source"]) for row in said)


def _line(
    line: crosswalk.Line, before: Version, after: Version, sources: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    left = [one for one in before.components if one.code in line.before]
    right = [one for one in after.components if one.code in line.after]
    one_to_one = line.relation == "carried"
    return {
        "relation": line.relation,
        "ground": line.ground,
        "before": [one.said() for one in left],
        "after": [one.said() for one in right],
        "points_before": _points(left),
        "points_after": _points(right),
        "rule_changed": rules.scoring(left[0].rule) != rules.scoring(right[0].rule) if one_to_one else None,
        "sources": sources,
    }


def _points(components: Sequence[Component]) -> dict[str, Any]:
    """Their maxima together; unknown as soon as one is."""
    known = [None if one.max_points_certainty == "unknown" else one.max_points for one in components]
    total = None if any(value is None for value in known) else sum((v for v in known if v is not None), Decimal(0))
    certainty = rules.weakest(*(one.max_points_certainty for one in components))
    return {"points": total, "certainty": "unknown" if total is None else certainty}


def _total(relation: crosswalk.Relation, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many components of a relation there are on either side, and their points together."""
    told = [line for line in lines if line["relation"] == relation]

    def side(name: str) -> dict[str, Any]:
        parts = [line[f"points_{name}"] for line in told if line[name]]
        points = [part["points"] for part in parts]
        unknown = any(value is None for value in points)
        return {
            "components": sum(len(line[name]) for line in told),
            "points": None if unknown else sum(points, Decimal(0)),
            "certainty": "unknown" if unknown else rules.weakest(*(part["certainty"] for part in parts)),
        }

    return {"relation": relation, "before": side("before"), "after": side("after")}
