"""Judging a target that has no figures: an accepted document says of an organisation whether it is reached."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import rights
from shared.identity.values import Principal
from shared.kit import db
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.law import citations
from shared.law import service as law
from shared.organisations import errors as organisation_errors
from shared.organisations import service as organisations
from shared.targets import errors, fold, judgements_repository, milestones_repository, repository, stating, values


@dataclass(frozen=True)
class NewJudgement:
    """A judgement as somebody states it. `organisation` (slug or id) None: the province; `judged_on` None: today."""

    year: int
    verdict: values.Verdict
    organisation: str | None
    judged_on: dt.date | None
    note: str | None
    ground: stating.Ground


async def judge(
    session: db.Session, caller: Principal, acting: Acting, target: str, new: NewJudgement
) -> tuple[str, bytes]:
    """Record whether an organisation reaches a milestone of a target (id or code); the target's code and the judgement
    as JSON. Raises TargetNotFound, JudgementRefused, OwnDocument."""
    row = await repository.find_described(session, target)
    if row is None:
        raise errors.TargetNotFound(target=target)
    today = acting.clock.today()
    judged_on = new.judged_on or today
    organisation, wrong = await _organisation(session, new.organisation, judged_on)
    if row["measure"] == "numeric":
        wrong.append(
            Finding("target", "This target is measured by figures.", "Chỉ tiêu này đo bằng số liệu.", "is_numeric")
        )
    if judged_on > today:
        wrong.append(Finding("judged_on", "Is after today.", "Không được sau hôm nay.", "after_today"))
    stated = await milestones_repository.stated_of(session, row["id"])
    years = fold.governing(fold.fold(stated.statements, stated.amendments), judged_on)
    if new.year not in years:
        wrong.append(
            Finding(
                "year",
                f"There is no milestone of {new.year} on {judged_on}.",
                f"Không có mốc năm {new.year} vào ngày {judged_on}.",
                "no_milestone",
            )
        )
    wrong += await citations.judge(session, {"source": new.ground.citation})
    if wrong:
        raise errors.JudgementRefused(*wrong, target=row["code"])
    hands = rights.hands(caller, authors=await law.authors(session, new.ground.citation.document))
    if rights.refusal("judge_target", {"coordinating"}, hands=hands) is not None:
        raise errors.OwnDocument(document=new.ground.citation.document)
    source = await citations.cite(session, new.ground.citation)
    key = uuid.uuid4()
    await judgements_repository.add(
        session,
        {
            "id": key,
            "target_id": row["id"],
            "organisation_id": organisation,
            "year": new.year,
            "verdict": new.verdict,
            "judged_on": judged_on,
            "note": new.note,
            "source_id": source,
            "certainty": new.ground.certainty,
            "judged_by": caller.subject,
            "judged_for": caller.acting_for,
        },
    )
    await audit.record(
        session,
        acting.actor,
        action="target.judge",
        entity_kind="target",
        entity_id=row["id"],
        occurred_at=acting.clock.now(),
        after={"judgement": str(key), "code": row["code"], "year": new.year, "verdict": new.verdict},
    )
    return row["code"], await judgements_repository.get_written(session, key)


async def _organisation(session: db.Session, given: str | None, on: dt.date) -> tuple[uuid.UUID | None, list[Finding]]:
    """Whom the judgement is about; without a name the province."""
    if given is None:
        found = await judgements_repository.find_province(session)
        missing = Finding("organisation", "Say which organisation.", "Cần nêu cơ quan.", "missing")
        return found, [] if found else [missing]
    try:
        return await organisations.acting_id(session, "organisation", given, on=on), []
    except organisation_errors.NoSuchOrganisation as refused:
        return None, list(refused.findings)


async def list_judgements(reader: db.Reader, at: Moment, target: str) -> bytes:
    """The judgements of a target (id or code) up to a day, as known at an instant, the latest first, as JSON.
    Raises TargetNotFound."""
    target_id = await repository.find_known_id(reader, target, at.known_at)
    if target_id is None:
        raise errors.TargetNotFound(target=target)
    return await judgements_repository.list_json(reader, at, target_id)
