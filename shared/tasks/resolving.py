"""From what is stated of tasks to what the register would hold: every name looked up, every fault found.

Nothing is written. One draft or a whole annex: the number of statements is the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.tasks import values
from shared.tasks import writing_repository as repository
from shared.tasks.drafts import Content, Draft

# Makes a finding about a draft (by its number) at one of its fields; the caller knows where that was sent.
Find = Callable[[int, str, str, str, str], Finding]
# What the column of amounts holds exactly: a thousand VND.
_SMALLEST = Decimal("0.001")


@dataclass
class Resolved:
    """What each draft says in the register's terms, None where it cannot; and what is wrong. `cited`: draft (number)
    and field, with the sources to be stored before writing."""

    contents: list[Content | None]
    findings: list[Finding]
    cited: list[tuple[int, str, citations.Citation]]


@dataclass(frozen=True)
class _Known:
    """What the names in the drafts stand for."""

    parties: Mapping[str, tuple[str, uuid.UUID]]
    groups: Mapping[str, uuid.UUID]
    frameworks: Mapping[str, uuid.UUID]
    targets: Mapping[str, uuid.UUID]
    tasks: Mapping[str, uuid.UUID]
    components: set[tuple[uuid.UUID, str]]
    funds: Mapping[str, Decimal]


async def resolve(session: db.Session, drafts: Sequence[Draft], find: Find) -> Resolved:
    """Look up everything that the drafts name. A task may need another draft of the same sending."""
    known = await _known(session, drafts)
    cited = [
        (number, name, citations.Citation(said.document, said.clause, said.quote, said.note))
        for number, draft in enumerate(drafts)
        for name, said in (("source", draft.source), ("amended_by", draft.amended_by))
        if said is not None
    ]
    judged = await citations.judge(session, {f"{number}.{name}": said for number, name, said in cited})
    findings = [_moved(one, find) for one in judged]
    refused = {int(one.field.partition(".")[0]) for one in judged}
    slugs = await _slugs(session, cited, refused)
    contents: list[Content | None] = []
    for number, draft in enumerate(drafts):
        wrong = list(_wrong(number, draft, known, find))
        findings.extend(wrong)
        ok = not wrong and number not in refused
        contents.append(_content(number, draft, known, slugs) if ok else None)
    return Resolved(contents, findings, cited)


async def store_sources(session: db.Session, resolved: Resolved, numbers: Iterable[int]) -> None:
    """Store the sources of these drafts, whose ids their contents name already."""
    wanted = set(numbers)
    cited = {f"{number}.{name}": said for number, name, said in resolved.cited if number in wanted}
    if cited:
        await citations.cite_all(session, cited)


async def _known(session: db.Session, drafts: Sequence[Draft]) -> _Known:
    named = {key for one in drafts for key in (one.lead, *one.co_leads, *one.partners)}
    slugs = {one.framework for one in drafts if one.framework}
    found = await repository.ids_named(session, "frameworks", "slug", slugs)
    return _Known(
        await repository.parties_named(session, named),
        await repository.ids_named(session, "task_groups", "code", {one.group for one in drafts if one.group}),
        found,
        await repository.ids_named(session, "targets", "code", {link.target for one in drafts for link in one.targets}),
        await repository.ids_named(session, "tasks", "code", {code for one in drafts for code in one.depends_on})
        | {one.code: values.task_id(one.code) for one in drafts},
        await repository.components_known(session, set(found.values())),
        await repository.funds(session),
    )


async def _slugs(
    session: db.Session, cited: Sequence[tuple[int, str, citations.Citation]], refused: set[int]
) -> dict[tuple[int, str], uuid.UUID]:
    """The ids that the sources will have."""
    wanted = [(number, name, said) for number, name, said in cited if number not in refused]
    ids = await citations.ids_of(session, [said for _, _, said in wanted])
    return {(number, name): found for (number, name, _), found in zip(wanted, ids, strict=True)}


def _moved(finding: Finding, find: Find) -> Finding:
    """A finding of a citation, at its draft."""
    number, _, where = finding.field.partition(".")
    return find(int(number), where, finding.en, finding.vi, finding.code)


def _wrong(number: int, draft: Draft, known: _Known, find: Find) -> Iterable[Finding]:
    yield from _wrong_names(number, draft, known, find)
    yield from _wrong_links(number, draft, known, find)
    yield from _wrong_money(number, draft, known, find)
    if draft.deliverables_owed < 1:
        yield find(number, "deliverables_owed", "At least one.", "Ít nhất một.", "out_of_range")
    if draft.due_before_on and draft.due_by_on:
        yield find(
            number,
            "due_by_on",
            "One deadline: before a day, or by a day.",
            "Chỉ một hạn: trước ngày hoặc đến hết ngày.",
            "contradiction",
        )


def _wrong_names(number: int, draft: Draft, known: _Known, find: Find) -> Iterable[Finding]:
    sent = [("lead", draft.lead)]
    sent += [(f"co_leads.{place}", key) for place, key in enumerate(draft.co_leads)]
    sent += [(f"partners.{place}", key) for place, key in enumerate(draft.partners)]
    for where, key in sent:
        if key not in known.parties:
            yield find(
                number, where, f"No organisation or group {key!r}.", f"Không có cơ quan hay nhóm {key!r}.", "unknown"
            )
    seen: set[tuple[str, uuid.UUID]] = set()
    for where, key in sent:
        who = known.parties.get(key)
        if who is not None and who in seen:
            yield find(number, where, f"{key} takes part already.", f"{key} đã được nêu.", "twice")
        seen |= {who} if who else set()
    if draft.group is not None and draft.group not in known.groups:
        yield find(
            number,
            "group",
            f"There is no task group {draft.group!r}.",
            f"Không có nhóm nhiệm vụ {draft.group!r}.",
            "unknown",
        )
    if draft.kind == "plan" and draft.group is None:
        yield find(
            number,
            "group",
            "A task of the plan belongs to one of its groups.",
            "Nhiệm vụ của kế hoạch phải thuộc một nhóm nhiệm vụ.",
            "missing",
        )


def _wrong_links(number: int, draft: Draft, known: _Known, find: Find) -> Iterable[Finding]:
    for place, code in enumerate(draft.depends_on):
        if code not in known.tasks:
            yield find(
                number, f"depends_on.{place}", f"There is no task {code!r}.", f"Không có nhiệm vụ {code!r}.", "unknown"
            )
        elif known.tasks[code] == values.task_id(draft.code):
            yield find(
                number,
                f"depends_on.{place}",
                "A task cannot wait for itself.",
                "Nhiệm vụ không thể chờ chính nó.",
                "itself",
            )
    for place, link in enumerate(draft.targets):
        if link.target not in known.targets:
            yield find(
                number,
                f"targets.{place}",
                f"There is no target {link.target!r}.",
                f"Không có chỉ tiêu {link.target!r}.",
                "unknown",
            )
    if draft.framework is not None and draft.framework not in known.frameworks:
        yield find(
            number,
            "framework",
            f"There is no framework {draft.framework!r}.",
            f"Không có bộ chỉ số {draft.framework!r}.",
            "unknown",
        )
        return
    if draft.components and draft.framework is None:
        yield find(
            number,
            "framework",
            "Say which framework the components are of.",
            "Hãy nêu bộ chỉ số của các chỉ số.",
            "missing",
        )
        return
    for place, code in enumerate(draft.components):
        if (known.frameworks[str(draft.framework)], code) not in known.components:
            yield find(
                number,
                f"components.{place}",
                f"{draft.framework} has no component {code!r}.",
                f"Bộ chỉ số {draft.framework} không có chỉ số thành phần {code!r}.",
                "unknown",
            )


def _wrong_money(number: int, draft: Draft, known: _Known, find: Find) -> Iterable[Finding]:
    seen: set[tuple[str, int | None]] = set()
    for place, money in enumerate(draft.budget):
        where = f"budget.{place}"
        if money.fund not in known.funds or money.fund == "total":
            yield find(
                number,
                f"{where}.fund",
                f"There is no source of funds {money.fund!r}.",
                f"Không có nguồn kinh phí {money.fund!r}.",
                "unknown",
            )
        elif money.amount <= 0 or money.amount.quantize(_SMALLEST) != money.amount:
            yield find(
                number,
                f"{where}.amount_million_vnd",
                "More than 0, in million VND with at most three decimals.",
                "Phải lớn hơn 0, theo triệu đồng với nhiều nhất ba chữ số thập phân.",
                "out_of_range",
            )
        elif money.amount > known.funds["total"]:
            plan = f"{known.funds['total']:,.0f}"
            yield find(
                number,
                f"{where}.amount_million_vnd",
                f"More than the whole plan ({plan} million VND): is this in VND instead of million VND?",
                f"Lớn hơn cả kế hoạch ({plan} triệu đồng): phải ghi theo triệu đồng, không phải đồng.",
                "not_in_millions",
            )
        if (money.fund, money.year) in seen:
            yield find(number, where, "Said twice for this source and year.", "Nguồn và năm này nêu hai lần.", "twice")
        seen.add((money.fund, money.year))


def _content(number: int, draft: Draft, known: _Known, sources: Mapping[tuple[int, str], uuid.UUID]) -> Content:
    lead = known.parties[draft.lead]
    columns: dict[str, Any] = {
        "code": draft.code,
        "kind": draft.kind,
        "name": draft.name,
        "group_id": known.groups[draft.group] if draft.group else None,
        "section": draft.section,
        "framework_id": known.frameworks[draft.framework] if draft.framework else None,
        "main_index": draft.main_index,
        "owner_organisation_id": lead[1] if lead[0] == "organisation" else None,
        "owner_group_id": lead[1] if lead[0] == "group" else None,
        "co_leads": tuple(_ref(known.parties[key]) for key in draft.co_leads),
        "partners": tuple(_ref(known.parties[key]) for key in draft.partners),
        "components": tuple(draft.components),
        "components_certainty": draft.components_certainty if draft.components else None,
        "due_before_on": draft.due_before_on,
        "due_by_on": draft.due_by_on,
        "frequency": draft.frequency,
        "deliverable": draft.deliverable,
        "deliverables_owed": draft.deliverables_owed,
        "source_id": sources.get((number, "source")),
        "certainty": draft.certainty,
        "amended_source_id": sources.get((number, "amended_by")),
    }
    return Content(
        columns,
        frozenset((money.fund, money.year, money.amount) for money in draft.budget),
        frozenset(known.tasks[code] for code in draft.depends_on),
        frozenset((known.targets[link.target], link.certainty) for link in draft.targets),
    )


def _ref(party: tuple[str, uuid.UUID]) -> tuple[str | None, str | None]:
    kind, found = party
    return (str(found), None) if kind == "organisation" else (None, str(found))
