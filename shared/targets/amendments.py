"""Amending a target: a document replaces milestones from a day on, and what stood before stays readable."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db, exact_json
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.law import citations
from shared.law import service as law
from shared.targets import amendments_rules as rules
from shared.targets import errors, fold, milestones_repository, repository, stating


@dataclass(frozen=True)
class NewAmendment:
    """An amendment as somebody states it. Without `effective_on` it holds from the day its document takes effect."""

    effective_on: dt.date | None
    lowers: bool
    reason: str | None
    lines: tuple[fold.Line, ...]
    ground: stating.Ground


async def amend(session: db.Session, acting: Acting, target: str, new: NewAmendment) -> tuple[str, bytes]:
    """Record an amendment of a target (id or code) and fold its milestones anew; the target's code, and the target as
    of the day from which the amendment holds, as JSON. Raises TargetNotFound, AmendmentRefused."""
    row = await repository.lock_described(session, target)
    if row is None:
        raise errors.TargetNotFound(target=target)
    stated = await milestones_repository.stated_of(session, row["id"])
    since = await law.in_force_since(session, new.ground.citation.document)
    effective_on = new.effective_on or since
    unsourced = await citations.judge(session, {"source": new.ground.citation})
    wrong = _findings(new, effective_on, unsourced) + unsourced
    amendment = _amendment(new, effective_on or fold.NEVER, max((one.sequence for one in stated.amendments), default=0))
    if effective_on is not None:
        described = rules.Described(
            row["measure"], row["direction"], row["natural_limit"], row["baseline_value"], row["valid_from"]
        )
        wrong += rules.amendment_findings(described, stated.statements, stated.amendments, amendment)
    if wrong:
        raise errors.AmendmentRefused(*wrong, target=row["code"])
    source = await citations.cite(session, new.ground.citation)
    await _record(session, acting, row, fold.based_on(amendment, source), new.reason)
    on = max(amendment.effective_on, acting.clock.today())
    return row["code"], await repository.get_written(session, row["id"], on)


async def _record(
    session: db.Session, acting: Acting, row: dict[str, Any], amendment: fold.Amendment, reason: str | None
) -> None:
    at = await milestones_repository.instant(session, [row["id"]])
    by = acting.actor.subject
    await milestones_repository.add_amendment(session, row["id"], amendment, at=at, reason=reason, by=by)
    await milestones_repository.refold(session, at, [row["id"]])
    await audit.record(
        session,
        acting.actor,
        action="target.amend",
        entity_kind="target",
        entity_id=row["id"],
        occurred_at=acting.clock.now(),
        after={
            "code": row["code"],
            "amendment": str(amendment.id),
            "effective_on": amendment.effective_on.isoformat(),
            "lowers": amendment.lowers,
            "years": [line.year for line in amendment.lines],
            "source": str(amendment.source_id),
        },
    )


async def list_amendments(reader: db.Reader, at: Moment, target: str) -> bytes:
    """The amendments of a target (id or code) in the order in which they hold, each with what it replaced, as JSON.

    Those that hold only after `as_of` are listed, too, and say so. Raises TargetNotFound.
    """
    row = await repository.progress_row(reader, at, target)
    if row is None:
        raise errors.TargetNotFound(target=target)
    known = Moment(at.as_of, row["known_at"])
    stated, heads, sources = await milestones_repository.chain_rows(reader, row["id"], known)
    items = [
        {
            "id": amendment.id,
            "effective_on": amendment.effective_on,
            "in_force": amendment.effective_on <= at.as_of,
            "lowers": amendment.lowers,
            "reason": heads[amendment.id]["reason"],
            "certainty": amendment.certainty,
            "source": sources[amendment.source_id],
            "recorded_at": heads[amendment.id]["recorded_at"],
            "milestones": [_shown(replaced, sources) for replaced in lines],
        }
        for amendment, lines in fold.chain(stated.statements, stated.amendments)
    ]
    moment = {"as_of": at.as_of, "known_at": row["known_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    return exact_json.dump({"items": items, "next": None, "target": row["code"], **moment})


def _shown(replaced: fold.Replaced, sources: dict[uuid.UUID, Any]) -> dict[str, Any]:
    line, before = replaced.line, replaced.before
    return {
        "year": line.year,
        "withdrawn": line.withdrawn,
        "operator": line.operator,
        "value": line.value,
        "replaced": None
        if before is None
        else {
            "operator": before.operator,
            "value": before.value,
            "valid_from": None if before.valid_from == fold.ALWAYS else before.valid_from,
            "amendment": before.amendment_id,
            "certainty": before.certainty,
            "source": sources[before.source_id],
        },
    }


def _findings(new: NewAmendment, effective_on: dt.date | None, unsourced: Sequence[Finding]) -> list[Finding]:
    wrong = []
    if effective_on is None and all(one.code != "unknown_document" for one in unsourced):
        wrong.append(
            Finding(
                "effective_on",
                "Say from which day: the document bears none.",
                "Cần nêu ngày hiệu lực: văn bản không có ngày.",
                "missing",
            )
        )
    if new.lowers and new.reason is None:
        wrong.append(
            Finding("reason", "An amendment that lowers says why.", "Sửa đổi hạ mức phải nêu lý do.", "missing")
        )
    return wrong


def _amendment(new: NewAmendment, effective_on: dt.date, last: int) -> fold.Amendment:
    """The amendment as it would stand after all recorded ones; its source is stored when nothing is wrong."""
    return fold.Amendment(
        id=uuid.uuid4(),
        sequence=last + 1,
        effective_on=effective_on,
        lines=new.lines,
        source_id=uuid.UUID(int=0),
        certainty=new.ground.certainty,
        lowers=new.lowers,
    )
