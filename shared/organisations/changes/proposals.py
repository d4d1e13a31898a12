"""What somebody asks to be recorded as a change, and its parts with the field that each came from. Pure."""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.kit.errors import Finding
from shared.law.citations import Citation
from shared.organisations.changes.values import Certainty, Kind, Part, Precision
from shared.organisations.values import organisation_id


@dataclass(frozen=True)
class New:
    """An organisation that a change founds. `parent`: slug or id of its superior."""

    slug: str
    name: str
    short_name: str | None
    kind: str
    level: str | None
    parent: str | None


@dataclass(frozen=True)
class Successor:
    """Who takes a place: an organisation of the register (slug or id), or a new one."""

    organisation: str | None
    new: New | None
    heir: bool
    duties: tuple[str, ...]
    certainty: Certainty | None


@dataclass(frozen=True)
class Subject:
    """Who is renamed (`name`) or moved (`parent`, slug or id)."""

    organisation: str
    name: str | None
    short_name: str | None
    parent: str | None


@dataclass(frozen=True)
class Proposal:
    """A change as it is stated by API. Organisations are named by slug or id."""

    kind: Kind
    effective_on: dt.date
    effective_precision: Precision
    predecessors: tuple[str, ...]
    continues: bool
    successors: tuple[Successor, ...]
    subjects: tuple[Subject, ...]
    source: Citation
    certainty: Certainty
    note: str | None
    replaces: uuid.UUID | None

    def named(self) -> Iterator[tuple[str, str]]:
        """Every organisation that must be in the register, with the field that names it."""
        for place, organisation in enumerate(self.predecessors):
            yield f"predecessors.{place}", organisation
        for place, successor in enumerate(self.successors):
            if successor.organisation is not None:
                yield f"successors.{place}.organisation", successor.organisation
            if successor.new is not None and successor.new.parent is not None:
                yield f"successors.{place}.new.parent", successor.new.parent
        for place, subject in enumerate(self.subjects):
            yield f"subjects.{place}.organisation", subject.organisation
            if subject.parent is not None:
                yield f"subjects.{place}.parent", subject.parent

    def founded(self) -> Iterator[tuple[str, New]]:
        """Every organisation that the change founds, with the field that describes it."""
        for place, successor in enumerate(self.successors):
            if successor.new is not None:
                yield f"successors.{place}.new", successor.new

    def parts(self, ids: Mapping[str, uuid.UUID]) -> list[tuple[str, Part]]:
        """The parts of the change with the field that each came from. `ids`: of every organisation that is named."""
        return [
            *((f"predecessors.{place}", self._predecessor(ids[one])) for place, one in enumerate(self.predecessors)),
            *((f"successors.{place}", self._successor(one, ids)) for place, one in enumerate(self.successors)),
            *((f"subjects.{place}", self._subject(one, ids)) for place, one in enumerate(self.subjects)),
        ]

    def _predecessor(self, organisation: uuid.UUID) -> Part:
        return Part(organisation, "predecessor", self.certainty, continues=self.continues)

    def _successor(self, said: Successor, ids: Mapping[str, uuid.UUID]) -> Part:
        certainty = said.certainty or self.certainty
        if said.new is None:
            organisation = ids[said.organisation or ""]
            return Part(organisation, "successor", certainty, heir=said.heir, duties=said.duties)
        return Part(
            organisation_id(said.new.slug),
            "successor",
            certainty,
            founded=True,
            heir=said.heir,
            name=said.new.name,
            short_name=said.new.short_name,
            parent=None if said.new.parent is None else ids[said.new.parent],
            duties=said.duties,
        )

    def _subject(self, said: Subject, ids: Mapping[str, uuid.UUID]) -> Part:
        parent = None if said.parent is None else ids[said.parent]
        return Part(
            ids[said.organisation],
            "subject",
            self.certainty,
            name=said.name,
            short_name=said.short_name,
            parent=parent,
        )


def findings(proposal: Proposal) -> Iterator[Finding]:
    """What is wrong with a proposal by itself, before the register is asked."""
    first = {"day": proposal.effective_on, "month": proposal.effective_on.replace(day=1)}
    wanted = first.get(proposal.effective_precision, dt.date(proposal.effective_on.year, 1, 1))
    if proposal.effective_on != wanted:
        yield Finding(
            "effective_on",
            f"Where only the {proposal.effective_precision} is known, say its first day: {wanted}.",
            f"Chỉ biết {'tháng' if proposal.effective_precision == 'month' else 'năm'} thì ghi ngày đầu: {wanted}.",
            "not_its_first_day",
        )
    for place, successor in enumerate(proposal.successors):
        if (successor.organisation is None) == (successor.new is None):
            yield Finding(
                f"successors.{place}",
                "Name an organisation of the register, or describe a new one.",
                "Nêu một cơ quan trong danh bạ, hoặc mô tả một cơ quan mới.",
                "one_of_two",
            )
    yield from _shape(proposal)


_ANY = sys.maxsize  # the body's schema limits how many
_NEEDED: dict[Kind, dict[str, tuple[int, int]]] = {
    "merge": {"predecessors": (1, _ANY), "successors": (1, 1), "subjects": (0, 0)},
    "split": {"predecessors": (1, 1), "successors": (1, _ANY), "subjects": (0, 0)},
    "abolish": {"predecessors": (1, _ANY), "successors": (0, 1), "subjects": (0, 0)},
    "transfer": {"predecessors": (1, 1), "successors": (1, 1), "subjects": (0, 0)},
    "rename": {"predecessors": (0, 0), "successors": (0, 0), "subjects": (1, _ANY)},
    "move": {"predecessors": (0, 0), "successors": (0, 0), "subjects": (1, _ANY)},
}


def _shape(proposal: Proposal) -> Iterator[Finding]:
    """The number of organisations in each part that the kind of change has, and what only some kinds say."""
    for field, (fewest, most) in _NEEDED[proposal.kind].items():
        count = len(getattr(proposal, field))
        if not fewest <= count <= most:
            yield Finding(
                field,
                f"A change of kind {proposal.kind} takes {_range(fewest, most)} here, not {count}.",
                f"Loại {proposal.kind} cần {_range(fewest, most)} ở đây, không phải {count}.",
                "number_of_parts",
            )
    if proposal.continues and proposal.kind != "split":
        yield Finding(
            "continues",
            "Only whoever is split may go on.",
            "Chỉ cơ quan bị chia tách mới có thể tiếp tục hoạt động.",
            "not_of_this_kind",
        )
    if proposal.kind == "split" and len(proposal.successors) == 1 and not proposal.continues:
        yield Finding(
            "successors",
            "Who is split into one only goes on: say `continues`, or name two.",
            "Chia tách thành một thì cơ quan cũ phải tiếp tục: ghi `continues`, hoặc nêu hai cơ quan.",
            "number_of_parts",
        )
    if sum(successor.heir for successor in proposal.successors) > 1:
        yield Finding("successors", "Only one can be the heir.", "Chỉ một cơ quan kế thừa chính.", "one_heir")


def _range(fewest: int, most: int) -> str:
    if most == _ANY:
        return f"≥ {fewest}"
    return str(fewest) if fewest == most else f"{fewest}–{most}"
