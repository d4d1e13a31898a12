"""Recording a change by API: judged as a whole, folded with everything that is known, refused with what is wrong."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.organisations.changes import errors, events, proposals, repository, rows, service
from shared.organisations.changes.proposals import Proposal
from shared.organisations.changes.values import Code, Part, Problem
from shared.organisations.values import organisation_id
from shared.outbox import service as outbox


@dataclass(frozen=True)
class Recorded:
    """A change that was just recorded, and what it changed in the register."""

    id: uuid.UUID
    differences: service.Differences


async def record(session: db.Session, acting: Acting, proposal: Proposal) -> Recorded:
    """Record a change and bring the register to what follows.

    Raises ChangeRefused, SlugTaken, SourceRefused, LaterChangeContradicts.
    """
    instant = await repository.lock(session)
    ids = await _ids(session, proposal)
    parts = proposal.parts(ids)
    source = await citations.cite(session, proposal.source)
    key = uuid.uuid4()
    change: dict[str, Any] = {
        "id": key,
        "kind": proposal.kind,
        "effective_on": proposal.effective_on,
        "effective_precision": proposal.effective_precision,
        "note": proposal.note,
        "replaces": proposal.replaces,
        "stated_by": "api",
        "source_id": source,
        "certainty": proposal.certainty,
        "parts": [rows.of_part(part, position) for position, (_, part) in enumerate(parts)],
    }
    await repository.found(session, [_identity(new) for _, new in proposal.founded()])
    await repository.add_change(session, change, instant)
    try:
        differences = await service.refold(session, instant)
    except errors.RegisterContradicts as contradiction:
        raise await _refusal(session, contradiction.problems, key, parts) from contradiction
    await _tell(session, acting, change, parts)
    return Recorded(key, differences)


async def _ids(session: db.Session, proposal: Proposal) -> dict[str, uuid.UUID]:
    """The id of every organisation that is named. Raises ChangeRefused with everything that is wrong, SlugTaken."""
    wrong = list(proposals.findings(proposal))
    named = list(proposal.named())
    ids = await repository.ids_of(session, [key for _, key in named])
    wrong += [_unknown(field, key) for field, key in named if key not in ids]
    if proposal.replaces is not None and not await repository.is_in_force(session, proposal.replaces):
        wrong.append(
            Finding(
                "replaces",
                f"There is no change {proposal.replaces} in force.",
                f"Không có thay đổi {proposal.replaces} đang có hiệu lực.",
                "unknown_change",
            )
        )
    if wrong:
        raise errors.ChangeRefused(*wrong)
    for field, new in proposal.founded():
        if await repository.ids_of(session, [new.slug]):
            taken = Finding(f"{field}.slug", "Is taken.", "Đã được dùng.", "taken")
            raise errors.SlugTaken(taken, slug=new.slug)
    return ids


def _identity(new: proposals.New) -> dict[str, Any]:
    return {
        "id": organisation_id(new.slug),
        "slug": new.slug,
        "kind": new.kind,
        "level": new.level,
        "stated_by": "api",
    }


def _unknown(field: str, key: str) -> Finding:
    return Finding(
        field, f"There is no organisation {key!r}.", f"Không có cơ quan, đơn vị {key!r}.", "unknown_organisation"
    )


async def _refusal(
    session: db.Session, problems: Sequence[Problem], change: uuid.UUID, parts: Sequence[tuple[str, Part]]
) -> errors.ChangeRefused | errors.LaterChangeContradicts:
    """What the fold found, in the words of the body; a problem of another change is a contradiction with that one."""
    own = [problem for problem in problems if problem.change == change]
    if not own:
        others = sorted({str(problem.change) for problem in problems if problem.change is not None})
        return errors.LaterChangeContradicts(
            *(
                Finding("effective_on", f"Contradicts {other}.", f"Mâu thuẫn với {other}.", "contradicts")
                for other in others
            ),
            changes=others,
        )
    slugs = await repository.slugs_of(session, [problem.organisation for problem in own if problem.organisation])
    return errors.ChangeRefused(*(_finding(problem, parts, slugs) for problem in own))


_WORDS: dict[Code, tuple[str, str]] = {
    "not_in_force": ("{0} is not in force on that day.", "{0} không có hiệu lực vào ngày đó."),
    "itself": ("{0} is named twice; nobody takes its own place.", "{0} được nêu hai lần; không thể tự thay thế mình."),
    "cycle": ("{0} would stand below itself.", "{0} sẽ đứng dưới chính mình."),
    "parent_not_in_force": (
        "The superior of {0} is not in force on that day.",
        "Cấp trên của {0} không có hiệu lực vào ngày đó.",
    ),
    "no_duty": ("That duty is not held on that day: {1}.", "Ngày đó cơ quan giao không có nhiệm vụ này: {1}."),
    "no_receiver": (
        "{0} has no superior that goes on: name who receives what it held and owed.",
        "{0} không có cấp trên nào tiếp tục: hãy nêu cơ quan nhận nhiệm vụ và phần việc còn lại.",
    ),
    "unchanged": ("That is how {0} stands already.", "{0} đã như vậy rồi."),
    "overlap": ("{0} is in the register already.", "{0} đã có trong danh bạ."),
    "incomplete": ("Something is missing here for this kind of change.", "Còn thiếu thông tin cho loại thay đổi này."),
}
# Where in a part the fault lies; otherwise it is the part itself.
_FIELD: dict[Code, str] = {"no_duty": ".duties", "unchanged": ".name"}


def _finding(problem: Problem, parts: Sequence[tuple[str, Part]], slugs: Mapping[uuid.UUID, str]) -> Finding:
    en, vi = _WORDS[problem.code]
    said = (slugs.get(problem.organisation, "") if problem.organisation else "", problem.detail or "")
    field = "kind"
    if problem.position is not None:
        field, part = parts[problem.position]
        moved = part.role == "subject" and part.parent is not None
        if problem.code in ("cycle", "parent_not_in_force") or (problem.code == "unchanged" and moved):
            field += ".new.parent" if part.founded else ".parent"
        else:
            field += _FIELD.get(problem.code, "")
    return Finding(field, en.format(*said), vi.format(*said), problem.code)


async def _tell(
    session: db.Session, acting: Acting, change: Mapping[str, Any], parts: Sequence[tuple[str, Part]]
) -> None:
    """The audit row and the event."""
    slugs = await repository.slugs_of(session, [part.organisation for _, part in parts])
    named = tuple(sorted(set(slugs.values())))
    await audit.record(
        session,
        acting.actor,
        action="organisations.change",
        entity_kind="organisation_change",
        entity_id=change["id"],
        occurred_at=acting.clock.now(),
        after={
            "kind": change["kind"],
            "effective_on": change["effective_on"],
            "effective_precision": change["effective_precision"],
            "replaces": change["replaces"],
            "source_id": change["source_id"],
            "organisations": named,
        },
    )
    await outbox.record(
        session, events.OrganisationsChanged(change["id"], change["kind"], change["effective_on"], named)
    )
