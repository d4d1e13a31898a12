"""A domain small enough to import: things with a code and a value, in a table of the test's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shared.audit.service import Actor
from shared.imports import copying, values
from shared.kit import callers, db, tables
from shared.kit.clock import FakeClock

ACTOR = Actor("reporter@so-noi-vu", "tests", "so-noi-vu", "r-1")
CALLER = '{"org": "so-noi-vu", "on": "2022-11-01", "own": ["import"], "writes": ["import"]}'
TABLE = "CREATE TABLE things (code text PRIMARY KEY, value numeric NOT NULL CHECK (value >= 0))"


@dataclass
class Things:
    """Knows a thing by its code; a value above 100 is refused by the judge, one below 0 by PostgreSQL only."""

    kind: str = "things"
    columns: Sequence[tables.Column] = field(
        default_factory=lambda: (
            tables.Column("code", "code", "Mã", "Code", required=True),
            tables.Column("value", "number", "Giá trị", "Value", required=True),
        )
    )

    async def judge(self, session: Any, sheet: tables.Sheet, context: values.Context) -> values.Plan:
        """New, changed or unchanged by what the table holds."""
        found = await db.fetch(session, "SELECT code, value FROM things")
        held = {row["code"]: row["value"] for row in found}
        verdicts, findings, rows = [], [], []
        for row in sheet.rows:
            code, value = row.values["code"], row.values["value"]
            assert isinstance(value, Decimal)
            if value > 100:
                findings.append(
                    sheet.finding(row, "value", "too_large", en="Must be at most 100.", vi="Nhiều nhất 100.")
                )
            state: values.Judged = "new" if code not in held else "unchanged" if held[code] == value else "changed"
            verdicts.append(values.Verdict(row.number, state, str(code)))
            if state != "unchanged":
                rows.append((code, value))
        return values.Plan(verdicts, findings, rows)

    async def write(self, session: Any, plan: values.Plan, context: values.Context) -> None:
        """Insert or change."""
        await db.execute(
            session,
            "DELETE FROM things WHERE code = ANY(CAST(:codes AS text[]))",
            codes=[code for code, _ in plan.work],
        )
        await copying.copy(session, "things", ["code", "value"], plan.work)


def file(*rows: str, name: str = "things.csv") -> values.File:
    """A CSV of things."""
    return values.File("\n".join(["code,value", *rows, ""]).encode(), tables.CSV, name)


def context(clock: FakeClock) -> values.Context:
    """A reporter of an agency asks."""
    return values.Context(ACTOR, clock, {"from": "a test"})


async def held(database: db.Database) -> dict[str, Decimal]:
    """What the table holds."""
    return {row["code"]: row["value"] for row in await database.reader.rows("SELECT code, value FROM things")}


def asking() -> Any:
    """The task asks for the reporter, as the guard would say."""
    return callers.asking(CALLER)
