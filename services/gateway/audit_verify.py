"""`make audit-verify`: prove the audit trail, row by row, against the signed checkpoints.

Exit code 0: proved. 1: somebody changed something; the first bad row is named. 2: it could not be proved.
DATABASE_URL: another database than that of `make run`. DATA: the data folder. KEYS_DIR and CHECKPOINTS_DIR: where the
worker keeps its key and its lines. --keys: public keys noted earlier; --copy: the lines as they were shipped elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from shared.audit import journal, proofs, signing, values, verification
from shared.kit import callers, db, faults

PROVED, TAMPERED, UNPROVEN = 0, 1, 2


class CannotVerify(Exception):
    """The argument says what to do."""


def main(arguments: list[str] | None = None, environment: Mapping[str, str] | None = None) -> int:
    """Print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="audit-verify", description=__doc__)
    parser.add_argument("--keys", type=Path, help="a JWKS file noted earlier, instead of the one beside the key")
    parser.add_argument("--copy", type=Path, help="a copy of the checkpoints kept elsewhere")
    asked = parser.parse_args(arguments)
    try:
        given = dict(os.environ if environment is None else environment)
        report = asyncio.run(_report(_database_url(given), _evidence(given, asked.keys, asked.copy)))
    except (CannotVerify, OSError, ValueError, KeyError, asyncpg.PostgresError, faults.DatabaseBusy) as problem:
        print(f"audit-verify: not proved: {type(problem).__name__}: {problem}", file=sys.stderr)
        return UNPROVEN
    print(table(report))
    return TAMPERED if report.finding else UNPROVEN if report.unproven else PROVED


def table(report: values.Report) -> str:
    """What was seen, and the verdict."""
    rows = [
        ("rows", "not counted" if report.rows is None else f"{report.rows}"),
        ("sealed", f"{report.sealed}" + _of_the_sealed(report)),
        ("late", f"{report.late} sealed more than an hour after they say they happened") if report.late else None,
        ("checkpoints", f"{report.checkpoints}, up to position {report.signed_position}"),
        ("verdict", _verdict(report)),
    ]
    return "\n".join(f"{row[0]:<12}{row[1]}" for row in rows if row)


def _of_the_sealed(report: values.Report) -> str:
    if report.finding:
        return f", proved up to position {report.good}"
    return f", {report.waiting} waiting" if report.waiting else ""


def _verdict(report: values.Report) -> str:
    if report.finding is None:
        return f"NOT PROVED: {report.unproven}" if report.unproven else "proved: every row is as it was sealed"
    found = report.finding
    where = [
        f"entry {found.entry_id}" if found.entry_id is not None else "",
        f"position {found.position}" if found.position is not None else "",
        f"happened {_instant(found.occurred_at)}" if found.occurred_at else "",
        f"sealed {_instant(found.sealed_at)}" if found.sealed_at else "",
    ]
    said = ", ".join(part for part in where if part)
    return f"TAMPERED: {found.what}\n{'first bad':<12}{said}\n{'':<12}{found.says}"


def _instant(seconds: str) -> str:
    try:
        return dt.datetime.fromtimestamp(float(seconds), dt.UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return seconds


async def _report(url: str, evidence: proofs.Evidence) -> values.Report:
    database = db.Database(url, pool_size=1, caller=callers.SYSTEM)
    await database.open()
    try:
        return await verification.Verification(database.reader, evidence).run()
    finally:
        await database.close()


def _database_url(given: Mapping[str, str]) -> str:
    if given.get("DATABASE_URL"):
        return f"postgresql+asyncpg://{given['DATABASE_URL'].partition('://')[2]}"
    note = _data(given) / "running.json"
    if not note.exists():
        raise CannotVerify(f"nothing runs in {note.parent}; start it with make run, or give DATABASE_URL")
    return str(json.loads(note.read_text(encoding="utf-8"))["database_url"])


def _evidence(given: Mapping[str, str], keys_file: Path | None, copy: Path | None) -> proofs.Evidence:
    keys_dir = Path(given.get("KEYS_DIR") or _data(given) / "keys")
    lines = journal.Journal(Path(given.get("CHECKPOINTS_DIR") or _data(given) / "checkpoints"), keys_dir)
    keys = signing.read_set(keys_file) if keys_file else signing.Keys(keys_dir).public_set()
    return proofs.Evidence(keys, lines.file, lines.noted(), copy)


def _data(given: Mapping[str, str]) -> Path:
    return Path(given.get("DATA") or ".run")


if __name__ == "__main__":
    sys.exit(main())
