"""All SQL of reporting. The long statements lie in `sql/`."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from shared.identity.values import Reach
from shared.kit import db, names, rows
from shared.law import sources

_PACKAGE = __package__ or ""
_SOURCES = {
    "source": sources.JSON.format(alias="s", document="sd"),
    "years_source": sources.JSON.format(alias="y", document="yd"),
}


async def regimes_page(reader: db.Reader, *, after: str | None, limit: int, total: bool) -> bytes:
    """A page of regimes as JSON for `pages.respond`."""
    sql = db.statement(_PACKAGE, "regimes_page").format(**_SOURCES)
    return await reader.json(sql, after, limit, total) or b""


async def obligations_page(
    reader: db.Reader,
    reach: Reach,
    *,
    at: dt.datetime,
    known_at: dt.datetime | None = None,
    past: bool = False,
    organisation: uuid.UUID | None,
    year: int | None,
    period: str | None,
    regime: uuid.UUID | None,
    statuses: Sequence[str] | None,
    after: uuid.UUID | None,
    limit: int,
    total: bool,
) -> bytes:
    """A page of obligations with their status at `at`, as JSON for `pages.respond`. `past`: on a day before today."""
    filters = (organisation, year, period, regime, statuses, after, limit, total)
    sql = _of_obligations(
        "obligations_page",
        corrected=known_at is not None,
        past=past or known_at is not None,
        by_status=statuses is not None,
    )
    return await reader.json(sql, at, reach.organisations, reach.wide, known_at, *filters) or b""


async def find_regime(reader: db.Reader, key: str) -> uuid.UUID | None:
    """The id of the regime with this id or code."""
    row = await reader.row("SELECT id FROM reporting_regimes WHERE id = $1 OR code = $2", names.uuid_or_none(key), key)
    return None if row is None else row["id"]


async def find_obligation(
    reader: db.Reader,
    reach: Reach,
    obligation: uuid.UUID,
    at: dt.datetime,
    *,
    known_at: dt.datetime | None = None,
    past: bool = False,
) -> bytes | None:
    """One obligation as JSON, None when there is none that may be read. `past`: on a day before today."""
    sql = _of_obligations("obligation", corrected=known_at is not None, past=past or known_at is not None)
    return await reader.json(sql, at, reach.organisations, reach.wide, known_at, obligation)


async def find_debtor(
    session: db.Session, reach: Reach, obligation: uuid.UUID, *, today: dt.date
) -> dict[str, Any] | None:
    """Whose obligation it is (`organisation`, a slug) and the `report` given so far; None when it may not be read, and
    when it is not theirs to give on that day: it has passed on, or has not come yet."""
    return await db.fetch_one(
        session,
        "SELECT o.slug AS organisation, r.id AS report FROM obligations b JOIN organisations o"
        " ON o.id = b.organisation_id LEFT JOIN reports r ON r.obligation_id = b.id WHERE b.id = :id"
        " AND (b.superseded_at = 'infinity' AND b.valid_from <= :today AND :today < b.valid_to OR r.id IS NOT NULL)"
        " AND (:wide OR o.slug = ANY (CAST(:readable AS text[])))",
        id=obligation,
        today=today,
        readable=reach.organisations,
        wide=reach.wide,
    )


async def reports_page(
    reader: db.Reader,
    reach: Reach,
    *,
    organisation: uuid.UUID | None,
    year: int | None,
    state: str | None,
    after: uuid.UUID | None,
    limit: int,
    total: bool,
) -> bytes:
    """A page of reports, newest first, as JSON for `pages.respond`."""
    sql = db.statement(_PACKAGE, "reports_page")
    filters = (organisation, year, state, after, limit, total)
    return await reader.json(sql, reach.organisations, reach.wide, *filters) or b""


async def find_report(reader: db.Reader, reach: Reach, report: uuid.UUID, *, today: dt.date) -> dict[str, Any] | None:
    """The facts of a report and its `body` as JSON, None when there is none that may be read."""
    numbers = {"report": "$1", "caller": "$2::text", "readable": "$3::text[]", "wide": "$4::boolean", "today": "$5"}
    sql = re.sub(r":(report|caller|readable|wide|today)\b", lambda m: numbers[m[1]], _report())
    return await reader.row(sql, report, reach.organisation, reach.organisations, reach.wide, today)


async def lock_report(session: db.Session, reach: Reach, report: uuid.UUID, *, today: dt.date) -> dict[str, Any] | None:
    """The same on the write door; whoever else wants to change this report waits for the end of this transaction."""
    await db.execute(session, "SELECT 1 FROM reports WHERE id = :report FOR UPDATE", report=report)
    return await db.fetch_one(
        session,
        _report(),
        report=report,
        caller=reach.organisation,
        readable=reach.organisations,
        wide=reach.wide,
        today=today,
    )


async def add_report(session: db.Session, report: uuid.UUID, obligation: uuid.UUID) -> bool:
    """Store a first draft's report; False when the obligation has one already (also one not yet committed)."""
    added = await db.execute(
        session,
        "INSERT INTO reports (id, obligation_id, state, round) VALUES (:id, :obligation, 'draft', 1)"
        " ON CONFLICT (obligation_id) DO NOTHING",
        id=report,
        obligation=obligation,
    )
    return added == 1


async def save_round(
    session: db.Session, content: rows.Row, author: str, figures: Sequence[rows.Row], *, author_for: str | None = None
) -> None:
    """Write the content of an unsigned round and its figures in place of what stood there; `author` joins the authors,
    and whom they acted for those it was written for.

    `content`: report_id, round, measured_on, summary, note.
    """
    await db.execute(
        session,
        "INSERT INTO report_rounds AS r (report_id, round, measured_on, summary, note, authors, authored_for)"
        " VALUES (:report_id, :round, :measured_on, :summary, :note, ARRAY[CAST(:author AS text)],"
        " array_remove(ARRAY[CAST(:author_for AS text)], NULL))"
        " ON CONFLICT (report_id, round) DO UPDATE SET measured_on = excluded.measured_on, summary = excluded.summary,"
        " note = excluded.note, authors = CASE WHEN CAST(:author AS text) = ANY (r.authors) THEN r.authors"
        " ELSE r.authors || CAST(:author AS text) END,"
        " authored_for = CASE WHEN excluded.authored_for <@ r.authored_for THEN r.authored_for"
        " ELSE r.authored_for || excluded.authored_for END",
        **content,
        author=author,
        author_for=author_for,
    )
    of_round = {"report_id": content["report_id"], "round": content["round"]}
    await db.execute(session, "DELETE FROM report_figures WHERE report_id = :report_id AND round = :round", **of_round)
    listed = [{**of_round, "position": position, **figure} for position, figure in enumerate(figures)]
    await rows.install(session, "report_figures", listed, key=("report_id", "round", "target_id"))


async def sign_round(
    session: db.Session,
    report: uuid.UUID,
    round_number: int,
    signer: str,
    at: dt.datetime,
    *,
    signer_for: str | None = None,
) -> None:
    """Note who submitted a round, for whom, and when on the civil calendar."""
    await db.execute(
        session,
        "UPDATE report_rounds SET submitted_by = :signer, submitted_for = :signer_for, submitted_at = :at"
        " WHERE report_id = :report AND round = :round",
        report=report,
        round=round_number,
        signer=signer,
        signer_for=signer_for,
        at=at,
    )


async def decide_round(
    session: db.Session,
    report: uuid.UUID,
    round_number: int,
    *,
    verdict: str,
    decided_by: str,
    decided_for: str | None = None,
    at: dt.datetime,
    comment: str | None,
    same_organisation: bool,
) -> None:
    """Note the decision on a round."""
    await db.execute(
        session,
        "UPDATE report_rounds SET verdict = :verdict, decided_by = :decided_by, decided_for = :decided_for,"
        " decided_at = :at, comment = :comment, same_organisation = :same_organisation"
        " WHERE report_id = :report AND round = :round",
        report=report,
        round=round_number,
        verdict=verdict,
        decided_by=decided_by,
        decided_for=decided_for,
        at=at,
        comment=comment,
        same_organisation=same_organisation,
    )


async def move_report(
    session: db.Session, report: uuid.UUID, *, state: str, round_number: int, at: dt.datetime
) -> None:
    """Set the state and round of a report and raise its version; first submission and acceptance keep their instant."""
    await db.execute(
        session,
        "UPDATE reports SET state = :state, round = :round, version = version + 1,"
        " first_submitted_at = CASE WHEN :state = 'submitted' THEN COALESCE(first_submitted_at, :at)"
        " ELSE first_submitted_at END, accepted_at = CASE WHEN :state = 'accepted' THEN CAST(:at AS timestamptz) END"
        " WHERE id = :report",
        report=report,
        state=state,
        round=round_number,
        at=at,
    )


async def figures_of(session: db.Session, report: uuid.UUID, round_number: int) -> db.Rows:
    """The figures of a round in their order: target_id, numerator, denominator, value, kind, quality_note."""
    return await db.fetch(
        session,
        "SELECT target_id, numerator, denominator, value, kind, quality_note FROM report_figures"
        " WHERE report_id = :report AND round = :round ORDER BY position",
        report=report,
        round=round_number,
    )


@cache
def _report() -> str:
    return db.statement(_PACKAGE, "report").replace("{source}", sources.as_known("s", "d", "k.known_at"))


# What was known at an instant is the last that had been recorded by then.
_THEN = """(SELECT DISTINCT ON (k.id) k.* FROM obligations_known k WHERE k.recorded_at <= least($4, now())
        ORDER BY k.id, k.recorded_at DESC)"""
_MOMENT = """'as_of', CAST(CAST($1 AS timestamptz) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date), 'known_at',
    to_char(least(CAST($4 AS timestamptz), now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@cache
def _of_obligations(name: str, *, corrected: bool, past: bool, by_status: bool = False) -> str:
    """`corrected`: obligations may have been corrected since what is asked for was known; `past`: reports may have
    moved. Both cost something that whoever asks for the present does not pay. `by_status`: it is a filter."""
    reports = db.statement(_PACKAGE, "reports_then" if past else "reports_now")
    status = db.statement(_PACKAGE, "obligation_status").replace("{reports}", reports)
    item = db.statement(_PACKAGE, "obligation_item").replace("{more}", f", {_MOMENT}" if name == "obligation" else "")
    sql = db.statement(_PACKAGE, "obligation_facts") + db.statement(_PACKAGE, name)
    for place, text in (
        ("{item}", item),
        ("{moment}", _MOMENT),
        ("{filtered}", status if by_status else ""),
        ("{or_of_these}", " OR st.status = ANY ($9)" if by_status else ""),
        ("{status}", status),
        ("{obligations}", _THEN if corrected else "obligations"),
    ):
        sql = sql.replace(place, text)
    return sql
