"""Recording legal documents by API, and correcting what was wrong or unknown in one.

Writers come one after another (`repository.lock`): a number, and a cycle of amendments, is looked for in all that is
recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.law import errors, grounds, quotes, repository, rules, sources, values

Match = Callable[[object], None]
_MOST_QUOTED = 120


async def record(session: db.Session, acting: Acting, slug: str, statement: values.Statement) -> values.Viewed:
    """Record a document that is not recorded yet.

    Raises DocumentExists, DocumentRefused, SourceRefused, NumberTaken.
    """
    await repository.lock(session)
    if await repository.find_row(session, slug) is not None:
        raise errors.DocumentExists(document=slug)
    given = {"id": sources.document_id(slug), "slug": slug, **rules.text_columns(None)}
    row = await _checked(session, given, statement)
    source = await grounds.store(session, statement.ground, own=_own(row, row["line"]))
    await repository.add(
        session, {**row, "source_id": source, "certainty": statement.certainty, "recorded_by": acting.actor.subject}
    )
    return await _recorded(session, acting, "record", slug, before=None)


async def correct(
    session: db.Session, acting: Acting, document: str, statement: values.Statement, *, match: Match
) -> values.Viewed:
    """State anew what was wrong or unknown in a document; what was known before stays readable (`known_at`).

    `match` is asked about the version it replaces. Raises DocumentNotFound, what `match` raises, DocumentRefused,
    SourceRefused, NumberTaken, TextHeld, QuotesMissing.
    """
    await repository.lock(session)
    held = await repository.find_row(session, document)
    if held is None:
        raise errors.DocumentNotFound(document=document)
    match(held["version"])
    if "body" in statement.fields and held["line"] is not None:
        raise errors.TextHeld(document=held["slug"])
    row = await _checked(session, held, statement)
    if "body" in statement.fields and "quotes_not_found" not in statement.confirmed:
        await _check_quotes(session, row)
    source = await grounds.store(session, statement.ground, own=_own(row, row["line"]))
    await repository.correct(
        session, row, list(statement.fields), ground=(source, statement.certainty), recorded_by=acting.actor.subject
    )
    return await _recorded(session, acting, "correct", held["slug"], before=held)


def _own(row: Mapping[str, Any], line: str | None) -> grounds.Own:
    return grounds.Own(row["id"], row["slug"], line)


async def _checked(session: db.Session, held: Mapping[str, Any], statement: values.Statement) -> dict[str, Any]:
    """The document's row with what is stated, the documents it names as ids. Raises DocumentRefused, NumberTaken."""
    named = {
        f"{link}.{place}": document
        for link in rules.LINKS
        for place, document in enumerate(statement.fields.get(link) or ())
    }
    found = dict(zip(named, await repository.look_up(session, list(named.values())), strict=True))
    links = {
        link: list(dict.fromkeys(row["id"] for field, row in found.items() if field.partition(".")[0] == link))
        for link in rules.LINKS
        if link in statement.fields
    }
    row = rules.fold(held, [{**statement.fields, **links}])
    wrong = [_unknown(field, named[field]) for field, other in found.items() if other["id"] is None]
    if not wrong:
        issued = {field: other["issued_on"] for field, other in found.items() if not field.startswith("implements.")}
        wrong = [*rules.day_findings(row, issued), *_cycles(row, await repository.links(session))]
    if wrong:
        raise errors.DocumentRefused(*wrong)
    if {"number", "issuer", "issued_on"} & statement.fields.keys() and "same_number" not in statement.confirmed:
        await _check_number(session, row)
    return row


def _unknown(field: str, document: str) -> Finding:
    return Finding(
        field, f"There is no legal document {document}.", f"Không có văn bản {document}.", "unknown_document"
    )


def _cycles(row: Mapping[str, Any], known: db.Rows) -> Iterator[Finding]:
    """A document that, however far, amends or replaces itself, or implements itself."""
    now = {other["id"]: other for other in known} | {row["id"]: row}
    slugs = {key: str(other["slug"]) for key, other in now.items()}
    for field, links in {
        "amends": {key: [*other["amends"], *other["replaces"]] for key, other in now.items()},
        "implements": {key: other["implements"] for key, other in now.items()},
    }.items():
        way = rules.cycle(row["id"], links)
        if way is not None:
            shown = " → ".join(slugs[key] for key in way)
            yield Finding(field, f"Comes back to itself: {shown}.", f"Quay lại chính văn bản này: {shown}.", "cycle")


async def _check_number(session: db.Session, row: Mapping[str, Any]) -> None:
    """Numbers begin anew every year: the same number of the same issuer is another document only in another year."""
    others = await repository.list_numbered(session, row)
    if others:
        raise errors.NumberTaken(number=row["number"], issuer=row["issuer"], documents=others)


async def _check_quotes(session: db.Session, row: Mapping[str, Any]) -> None:
    """What was quoted before the text was held stands in it, too."""
    line = row["line"] or ""
    lost = [quote for quote in await repository.quotes_of(session, row["id"]) if not quotes.stands_in(quote, line)]
    if lost:
        raise errors.QuotesMissing(document=row["slug"], count=len(lost), quote=lost[0][:_MOST_QUOTED])


async def _recorded(
    session: db.Session, acting: Acting, action: str, slug: str, *, before: Mapping[str, Any] | None
) -> values.Viewed:
    """The audit row of a change that was just made, and the document as it is now."""
    now = await repository.read_row(session, slug)
    await audit.record(
        session,
        acting.actor,
        action=f"legal_document.{action}",
        entity_kind="legal_document",
        entity_id=now["id"],
        occurred_at=acting.clock.now(),
        before=None if before is None else _trace(before),
        after=_trace(now),
    )
    found = await repository.find(session, Moment(acting.clock.today()), slug)
    if found is None:
        raise LookupError(slug)
    return found


def _trace(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without its text, of which the hash tells enough."""
    return {name: value for name, value in row.items() if name not in ("line", "body")}
