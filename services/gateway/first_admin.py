"""`python -m services.gateway.first_admin --issuer NAME --subject SUB`: appoint the first administrator.

Works once, while nobody is administrator; every other one is appointed by an administrator. NAME is the configured name
of the sign-on, SUB what it calls the person. DATABASE_URL, TODAY and TRUSTED_ISSUERS as for the services; without
DATABASE_URL the system that `make run` has running in DATA. What it does stands in the audit trail.

A mistyped name is an administrator whom nobody is, and the command would be used up. So the name of the sign-on is held
against TRUSTED_ISSUERS, and `--replace` ends an administrator who never came in.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from services.gateway import people_bodies
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import people, trusted
from shared.kit import callers, clock, db, errors

_PROVINCE = "tinh-tuyen-quang"
_ACTOR = audit.Actor("command:first_admin", "first_admin", "", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 1 when it was refused, with the reason on the error output."""
    given = _parser().parse_args(arguments)
    try:
        body = people_bodies.NewAssignment(
            issuer=given.issuer,
            subject=given.subject,
            organisation=given.organisation,
            roles=["admin"],
            reason=given.reason,
        )
    except ValueError as error:
        print(f"first_admin: {error}", file=sys.stderr)
        return 1
    if wrong := _not_assigning(body.issuer):
        print(f"first_admin: {wrong}", file=sys.stderr)
        return 1
    url = _database_url()
    if not url:
        print("first_admin: give DATABASE_URL, or the DATA of the system that make run has running", file=sys.stderr)
        return 1
    try:
        asyncio.run(_appoint(body, url, replace=given.replace))
    except errors.DomainError as error:
        said = [error.message("en"), *(finding.en for finding in error.findings)]
        print(f"first_admin: {' '.join(said)}", file=sys.stderr)
        return 1
    print(f"{people.token_subject(body.issuer, body.subject)} is administrator of {body.organisation}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="first_admin", description="Appoint the first administrator.")
    parser.add_argument("--issuer", required=True, help="configured name of the sign-on")
    parser.add_argument("--subject", required=True, help="what the sign-on calls the person (sub)")
    parser.add_argument("--organisation", default=_PROVINCE, help="slug or id (default: %(default)s)")
    parser.add_argument("--reason", default="first administrator", help="why, by which document")
    parser.add_argument(
        "--replace", action="store_true", help="end an administrator first who never got a token: a name typed wrong"
    )
    return parser


def _not_assigning(name: str) -> str:
    """What is wrong with the name of the sign-on; nothing as long as none is configured."""
    file = os.environ.get("TRUSTED_ISSUERS")
    try:
        rules = trusted.load(Path(file) if file else None, own_issuer="")
    except trusted.TrustedIssuersWrong as error:
        return str(error)
    assigning = [one.name for one in rules if one.person.source == "assigned"]
    if not rules or name in assigning:
        return ""
    return f"--issuer: {name} is no sign-on of {file} with person.from: assigned; these are: {', '.join(assigning)}"


def _database_url() -> str:
    note = Path(os.environ.get("DATA") or ".run") / "running.json"
    running = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    return os.environ.get("DATABASE_URL") or str(running.get("database_url", ""))


async def _appoint(body: people_bodies.NewAssignment, url: str, *, replace: bool) -> None:
    today = os.environ.get("TODAY")
    clocks = clock.SystemClock(dt.date.fromisoformat(today) if today else None)
    database = db.Database(url, pool_size=1)
    try:
        with callers.asking(callers.SYSTEM):
            async with database.transaction() as session:
                wanted = people.Wanted(
                    body.issuer, body.subject, body.organisation, body.roles, clocks.today(), None, body.reason
                )
                await people.appoint_first_administrator(session, Acting(_ACTOR, clocks), wanted, replace=replace)
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(main())
