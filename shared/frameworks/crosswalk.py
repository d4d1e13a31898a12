"""What becomes of the components of one version in another: carried, split, merged, lost, new, or unknown. Pure.

Between versions of one framework an equal code is the same component unless a statement says otherwise: a version says
completely which components there are. Between frameworks an equal code says nothing; only statements count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any, Literal

from shared.kit.errors import Finding

Relation = Literal["carried", "split", "merged", "regrouped", "lost", "new", "unknown"]
RELATIONS: tuple[Relation, ...] = ("carried", "split", "merged", "regrouped", "lost", "new", "unknown")
# `code`: the codes are equal, or none is. `stated`: a source says so. Null: nothing says anything.
Ground = Literal["code", "stated"]


@dataclass(frozen=True)
class Stated:
    """A source says that `before` is `after` in the later version; null: it has no counterpart there."""

    before: str | None
    after: str | None


@dataclass(frozen=True)
class Edge:
    """One component of the earlier version lives on in one of the later."""

    before: str
    after: str
    ground: Ground


@dataclass(frozen=True)
class Line:
    """Components that belong together, by code in the order of their versions."""

    relation: Relation
    before: tuple[str, ...]
    after: tuple[str, ...]
    ground: Ground | None


@dataclass(frozen=True)
class Path:
    """From one version to another: who lives on as whom, and who has `ended` or `begun` because a source says so."""

    edges: tuple[Edge, ...]
    ended: frozenset[str]
    begun: frozenset[str]

    def then(self, step: Path) -> Path:
        """On from there: who came to an end that is stated ended by a statement, and so for who begins."""
        return Path(
            through(self.edges, step.edges),
            self.ended | {edge.before for edge in self.edges if edge.after in step.ended},
            step.begun | {edge.after for edge in step.edges if edge.before in self.begun},
        )

    def back(self) -> Path:
        """The same seen from the later version."""
        return Path(backwards(self.edges), self.begun, self.ended)


@dataclass(frozen=True)
class Told:
    """A statement as an answer cites it: which components it is about, and where it is said."""

    before: str | None
    after: str | None
    source: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """From one version to the next on the way: who lives on as whom, and everything that is said of the two."""

    path: Path
    told: tuple[Told, ...]

    def back(self) -> Step:
        """The same seen from the later version."""
        return Step(self.path.back(), tuple(Told(one.after, one.before, one.source) for one in self.told))


def walk(steps: Sequence[Step]) -> Path:
    """All steps of a way as one; there is at least one."""
    return reduce(Path.then, (step.path for step in steps))


def cited(line: Line, steps: Sequence[Step]) -> list[Mapping[str, Any]]:
    """The sources of a line that is stated: what is said, at any step, of what its components were called there."""
    if line.ground != "stated":
        return []
    onward, back = [set(line.before)], [set(line.after)]
    for step in steps:
        onward.append({edge.after for edge in step.path.edges if edge.before in onward[-1]})
    for step in reversed(steps):
        back.append({edge.before for edge in step.path.edges if edge.after in back[-1]})
    back.reverse()
    return [
        one.source
        for place, step in enumerate(steps)
        for one in step.told
        if one.before in onward[place] or one.after in back[place + 1]
    ]


def path(before: Collection[str], after: Collection[str], stated: Iterable[Stated], *, same_framework: bool) -> Path:
    """One step by codes and statements."""
    said = tuple(stated)
    return Path(
        edges(before, after, said, same_framework=same_framework),
        frozenset(s.before for s in said if s.before is not None and s.after is None),
        frozenset(s.after for s in said if s.after is not None and s.before is None),
    )


def edges(
    before: Collection[str], after: Collection[str], stated: Iterable[Stated], *, same_framework: bool
) -> tuple[Edge, ...]:
    """Who lives on as whom. Whatever a statement names is not looked for by its code any more."""
    said = tuple(stated)
    told = [Edge(s.before, s.after, "stated") for s in said if s.before is not None and s.after is not None]
    if not same_framework:
        return tuple(told)
    left, right = {s.before for s in said}, {s.after for s in said}
    equal = [code for code in before if code in set(after) and code not in left and code not in right]
    return (*told, *(Edge(code, code, "code") for code in equal))


def through(first: Iterable[Edge], second: Iterable[Edge]) -> tuple[Edge, ...]:
    """Two steps as one: known by code only if both are."""
    onward: dict[str, list[Edge]] = {}
    for edge in second:
        onward.setdefault(edge.before, []).append(edge)
    found: dict[tuple[str, str], Edge] = {}
    for edge in first:
        for step in onward.get(edge.after, []):
            ground: Ground = "code" if edge.ground == step.ground == "code" else "stated"
            found.setdefault((edge.before, step.after), Edge(edge.before, step.after, ground))
    return tuple(found.values())


def backwards(steps: Iterable[Edge]) -> tuple[Edge, ...]:
    """The same seen from the later version."""
    return tuple(Edge(edge.after, edge.before, edge.ground) for edge in steps)


def alone(steps: Collection[Edge]) -> frozenset[tuple[str, str]]:
    """One to one: claims and decisions go along. Of a split or a merger only the documents do, undecided."""
    after, before = _counts(edge.before for edge in steps), _counts(edge.after for edge in steps)
    return frozenset((e.before, e.after) for e in steps if after[e.before] == 1 and before[e.after] == 1)


def lines(
    before: Collection[str],
    after: Collection[str],
    steps: Collection[Edge],
    *,
    complete: bool,
    ended: Collection[str] = (),
    begun: Collection[str] = (),
) -> list[Line]:
    """Every component of both versions on exactly one line, in the order of the earlier version, then of the later.

    `complete`: what stands on no edge is lost or new (versions of one framework); else it is unknown, unless a
    statement says that it `ended` or has `begun`.
    """
    places = {code: place for place, code in enumerate(before)}, {code: place for place, code in enumerate(after)}
    found: list[Line] = []
    seen: set[str] = set()
    for code in before:
        if code in seen:
            continue
        group = _joined(code, steps)
        seen |= group[0]
        if not group[1]:
            gone = code in ended
            relation: Relation = "lost" if complete or gone else "unknown"
            found.append(Line(relation, (code,), (), "stated" if gone else "code" if complete else None))
            continue
        left = tuple(sorted(group[0], key=places[0].__getitem__))
        right = tuple(sorted(group[1], key=places[1].__getitem__))
        found.append(Line(_relation(len(left), len(right)), left, right, _ground(steps, group[0])))
    reached = {edge.after for edge in steps}
    for code in after:
        if code not in reached:
            come = code in begun
            relation = "new" if complete or come else "unknown"
            found.append(Line(relation, (), (code,), "stated" if come else "code" if complete else None))
    return found


def statement_findings(stated: Collection[Stated], before: Collection[str], after: Collection[str]) -> list[Finding]:
    """What is wrong with statements about two versions: unknown codes, a pair said twice, an end beside a successor."""
    findings: list[Finding] = []
    pairs: set[Stated] = set()
    goes = {s.before for s in stated if s.after is not None}
    comes = {s.after for s in stated if s.before is not None}
    for place, said in enumerate(stated):
        where = f"correspondences.{place}"
        if said.before is None and said.after is None:
            findings.append(Finding(where, "Say from, to, or both.", "Hãy nêu from, to, hoặc cả hai.", "missing"))
            continue
        if said.before is not None and said.before not in before:
            findings.append(_unknown(f"{where}.from", said.before))
        if said.after is not None and said.after not in after:
            findings.append(_unknown(f"{where}.to", said.after))
        if said in pairs:
            findings.append(Finding(where, "Said twice.", "Nêu hai lần.", "duplicate"))
        pairs.add(said)
        if (said.after is None and said.before in goes) or (said.before is None and said.after in comes):
            message = "It has a counterpart in another line.", "Dòng khác đã nêu chỉ số tương ứng của nó."
            findings.append(Finding(where, *message, "contradiction"))
    return findings


def points(maxima: Mapping[str, Decimal | None], codes: Iterable[str]) -> Decimal | None:
    """The maxima of these components together; null when one of them is unknown. Unit: points."""
    known = [maxima[code] for code in codes]
    return None if any(value is None for value in known) else sum((v for v in known if v is not None), Decimal(0))


def _unknown(field: str, code: str) -> Finding:
    return Finding(field, f"There is no component {code} here.", f"Không có chỉ số thành phần {code} ở đây.", "unknown")


def _relation(left: int, right: int) -> Relation:
    if left == right == 1:
        return "carried"
    if left == 1:
        return "split"
    return "merged" if right == 1 else "regrouped"


def _ground(steps: Iterable[Edge], before: Collection[str]) -> Ground:
    return "code" if all(edge.ground == "code" for edge in steps if edge.before in before) else "stated"


def _joined(code: str, steps: Collection[Edge]) -> tuple[set[str], set[str]]:
    """Everything that edges tie to a component of the earlier version."""
    left, right = {code}, set[str]()
    while True:
        further = {edge.after for edge in steps if edge.before in left}
        back = {edge.before for edge in steps if edge.after in further}
        if further <= right and back <= left:
            return left, right
        left, right = left | back, right | further


def _counts(codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + 1
    return found
