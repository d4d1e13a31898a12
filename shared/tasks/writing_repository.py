"""The SQL of stating and changing tasks: what names stand for, what is held, and the rows that change."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from shared.kit import db, names
from shared.tasks import values
from shared.tasks.drafts import COLUMNS, Content, Held

# Text → the expression that a column of the sets is compared by.
_SETS = {
    "task_budget": ("fund", "year", "amount_million_vnd"),
    "task_dependencies": ("needs_id",),
    "task_targets": ("target_id", "certainty"),
}


async def parties_named(session: db.Session, keys: Collection[str]) -> dict[str, tuple[str, uuid.UUID]]:
    """What each slug or id stands for: ('organisation' or 'group', id); the unknown are left out."""
    found = await db.fetch(session, db.statement(__package__ or "", "parties_named"), **_keys(keys))
    return {row["key"]: (row["kind"], row["id"]) for row in found}


async def ids_named(session: db.Session, table: str, column: str, keys: Collection[str]) -> dict[str, uuid.UUID]:
    """The id that each code, slug or id stands for in a table of ours; the unknown are left out."""
    if not keys:
        return {}
    found = await db.fetch(
        session,
        f"SELECT k.key, t.id FROM unnest(CAST(:keys AS text[]), CAST(:ids AS uuid[])) AS k (key, id)"
        f" JOIN {table} t ON t.id = k.id OR t.{column} = k.key",
        **_keys(keys),
    )
    return {row["key"]: row["id"] for row in found}


async def components_known(session: db.Session, frameworks: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """The codes of the components of these frameworks, in any version: (framework, code)."""
    if not frameworks:
        return set()
    found = await db.fetch(
        session,
        "SELECT DISTINCT v.framework_id, c.code FROM components c"
        " JOIN framework_versions v ON v.id = c.framework_version_id"
        " WHERE v.framework_id = ANY (CAST(:frameworks AS uuid[]))",
        frameworks=list(frameworks),
    )
    return {(row["framework_id"], row["code"]) for row in found}


async def funds(session: db.Session) -> dict[str, Decimal]:
    """What the plan gives by source of funds, `total` among them. Unit: million VND."""
    found = await db.fetch(session, "SELECT code, amount_million_vnd FROM budget_lines")
    return {row["code"]: row["amount_million_vnd"] for row in found}


async def groups_counted(session: db.Session, codes: Collection[str]) -> db.Rows:
    """The plan's groups (`id`, `code`, `name`, `task_count`), and how many of its tasks, but for these, each holds."""
    return await db.fetch(
        session,
        "SELECT g.id, g.code, g.name, g.task_count, (SELECT count(*) FROM tasks t WHERE t.group_id = g.id"
        " AND t.kind = 'plan' AND t.superseded_at = 'infinity' AND t.code <> ALL (CAST(:codes AS text[]))) AS elsewhere"
        " FROM task_groups g ORDER BY g.position",
        codes=list(codes),
    )


async def money_elsewhere(session: db.Session, codes: Collection[str]) -> dict[str, Decimal]:
    """What the plan's tasks, but for these, cost by source of funds. Unit: million VND."""
    found = await db.fetch(
        session,
        "SELECT b.fund, sum(b.amount_million_vnd) AS amount FROM task_budget b JOIN tasks t ON t.id = b.task_id"
        " WHERE b.superseded_at = 'infinity' AND t.superseded_at = 'infinity' AND t.kind = 'plan'"
        " AND t.code <> ALL (CAST(:codes AS text[])) GROUP BY b.fund",
        codes=list(codes),
    )
    return {row["fund"]: row["amount"] for row in found}


async def held(session: db.Session, codes: Collection[str]) -> dict[str, Held]:
    """Those of these tasks (by code) that the register holds, locked."""
    found = await db.fetch(
        session,
        db.statement(__package__ or "", "held").format(columns=", ".join(f"t.{c}" for c in COLUMNS)),
        codes=list(codes),
    )
    return {row["code"]: _held(row) for row in found}


async def all_needs(session: db.Session) -> dict[uuid.UUID, set[uuid.UUID]]:
    """What every task waits for."""
    found = await db.fetch(session, "SELECT task_id, needs_id FROM task_dependencies WHERE superseded_at = 'infinity'")
    needs: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in found:
        needs.setdefault(row["task_id"], set()).add(row["needs_id"])
    return needs


async def codes_of(session: db.Session, tasks: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The codes of these tasks."""
    found = await db.fetch(
        session, "SELECT id, code FROM tasks WHERE id = ANY (CAST(:tasks AS uuid[]))", tasks=list(tasks)
    )
    return {row["id"]: row["code"] for row in found}


async def put(
    session: db.Session, stated: Mapping[uuid.UUID, Content], corrected: Mapping[uuid.UUID, set[str]]
) -> None:
    """Write these tasks: new ones at the end of the list, stated by API; of others what is stated anew. `corrected`: of
    the catalog's tasks, the columns that are the API's from now on."""
    rows = [
        {"id": str(task), **_plain(content.columns), "corrected": sorted(corrected.get(task, ()))}
        for task, content in stated.items()
    ]
    listed = ", ".join(COLUMNS)
    await db.execute(
        session,
        db.statement(__package__ or "", "put").format(
            listed=listed,
            given=", ".join(f"r.{column}" for column in COLUMNS),
            wanted=", ".join(f"excluded.{column}" for column in COLUMNS),
        ),
        rows=orjson.dumps(rows, default=str).decode(),
    )
    await _put_set(session, "task_budget", stated, lambda content: content.money)
    await _put_set(session, "task_dependencies", stated, lambda content: ((one,) for one in content.needs))
    await _put_set(session, "task_targets", stated, lambda content: content.targets)


async def touch(session: db.Session, task: uuid.UUID) -> None:
    """A new version of a task, of which something beside its row has changed."""
    await db.execute(session, "UPDATE tasks SET version = version + 1 WHERE id = :id", id=task)


async def _put_set(session: db.Session, table: str, stated: Mapping[uuid.UUID, Content], members: Any) -> None:
    """Close what a task's set holds no more, add what is new."""
    columns = _SETS[table]
    given = [
        {"task_id": str(task), **dict(zip(columns, member, strict=True))}
        for task, content in stated.items()
        for member in members(content)
    ]
    source = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:given AS jsonb)) g"
    same = "x.task_id = g.task_id AND (" + " AND ".join(f"x.{c} IS NOT DISTINCT FROM g.{c}" for c in columns) + ")"
    text = orjson.dumps(given, default=str).decode()
    await db.execute(
        session,
        f"UPDATE {table} x SET superseded_at = now() WHERE x.superseded_at = 'infinity'"
        f" AND x.task_id = ANY (CAST(:tasks AS uuid[])) AND NOT EXISTS (SELECT FROM {source} WHERE {same})",
        tasks=list(stated),
        given=text,
    )
    listed = ", ".join(columns)
    await db.execute(
        session,
        f"INSERT INTO {table} (task_id, {listed}) SELECT g.task_id, {', '.join(f'g.{c}' for c in columns)}"
        f" FROM {source} WHERE NOT EXISTS (SELECT FROM {table} x WHERE x.superseded_at = 'infinity' AND {same})",
        given=text,
    )


def _held(row: Mapping[str, Any]) -> Held:
    columns = {name: row[name] for name in COLUMNS}
    columns["components"] = tuple(columns["components"])
    for name in ("co_leads", "partners"):
        columns[name] = _refs(columns[name])
    money = frozenset((one["fund"], one["year"], Decimal(str(one["amount"]))) for one in row["money"])
    needs = frozenset(uuid.UUID(one) for one in row["needs"])
    targets = frozenset((uuid.UUID(one["target"]), str(one["certainty"])) for one in row["targets"])
    return Held(
        row["id"],
        values.version(row["version"], row["recorded_at"]),
        row["stated_by"],
        row["closed"],
        Content(columns, money, needs, targets),
    )


def _refs(given: Iterable[Mapping[str, str | None]]) -> tuple[tuple[str | None, str | None], ...]:
    return tuple((one.get("organisation_id"), one.get("group_id")) for one in given)


def _plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON of the table's columns."""
    plain = dict(columns)
    for name in ("co_leads", "partners"):
        plain[name] = [{"organisation_id": one, "group_id": group} for one, group in columns[name]]
    return plain


def _keys(keys: Collection[str]) -> dict[str, Sequence[Any]]:
    return {"keys": list(keys), "ids": [names.uuid_or_none(key) for key in keys]}
