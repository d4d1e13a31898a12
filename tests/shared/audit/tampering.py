"""What somebody with every right in the database and in the folder of checkpoints may do to a trail, seeded.

Each function does one thing and says which position and which entry a proof must name first (None: it cannot know).
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from shared.audit import checkpoints, hashing, journal, proofs, sealing, signing, values, verification
from shared.kit import callers, db
from tests.shared.audit import trail

LINES = 6
TABLES = ("audit_entries", "audit_seals", "audit_unsealed")
Named = tuple[int | None, int | None]
Act = Callable[["World"], Awaitable[Named]]


@dataclass
class World:
    """A trail that was built through the front door, and an intruder's connection to it."""

    database: db.Database
    intruder: asyncpg.Connection
    folder: Path
    chance: random.Random
    order: list[int] = field(default_factory=list)  # sealed ids by position
    starts: list[int] = field(default_factory=list)  # the first position of each line
    signed: int = 0  # the last position under a line

    @property
    def lines(self) -> Path:
        """The file of checkpoints."""
        return self.folder / "checkpoints" / journal.NAME

    def evidence(self, **changes: Any) -> proofs.Evidence:
        """What an operator on the worker's machine has."""
        noted = trail.notary_at(self.folder).journal.noted()
        keys = signing.Keys(self.folder / "keys").public_set()
        return proofs.Evidence(**{"keys": keys, "file": self.lines, "note": noted, **changes})

    async def verify(self, **changes: Any) -> values.Report:
        """A proof of the trail as it stands."""
        return await verification.Verification(self.database.reader, self.evidence(**changes)).run()

    def position(self, *, up_to: int | None = None) -> int:
        """Any position, the first and the last now and then."""
        last = up_to or self.signed
        return self.chance.choice([1, last, *(self.chance.randint(1, last) for _ in range(6))])

    def two(self) -> tuple[int, int]:
        """Two positions, the smaller first."""
        first, second = sorted(self.chance.sample(range(1, self.signed + 1), 2))
        return first, second

    def entry(self, position: int) -> int:
        """The entry sealed there."""
        return self.order[position - 1]

    async def run(self, sql: str, *args: object) -> None:
        """The intruder's statement."""
        await self.intruder.execute(sql, *args)

    async def rehash(self, *entries: int) -> None:
        """Compute the stored hashes anew, as the trigger would have."""
        sql = (
            "UPDATE audit_entries e SET row_sha256 = encode(sha256(convert_to(audit_entry_text(e), 'UTF8')), 'hex')"
            " WHERE id = ANY($1)"
        )
        await self.run(sql, list(entries))

    async def rewrite(self) -> None:
        """Compute the whole chain anew over what stands there now, renumbering it."""
        await self.run(
            "UPDATE audit_seals SET position = 100000 + n FROM (SELECT entry_id AS id, row_number()"
            " OVER (ORDER BY position) AS n FROM audit_seals) AS t WHERE t.id = entry_id"
        )
        await self.run("UPDATE audit_seals SET position = position - 100000")
        previous = values.GENESIS
        for row in await self.intruder.fetch(
            "SELECT position, entry_id, extract(epoch FROM sealed_at)::text AS at FROM audit_seals ORDER BY position"
        ):
            (entry,) = await self.intruder.fetch(f"{TEXT} WHERE e.id = $1", row["entry_id"])
            found = hashing.row(entry)
            chain = hashing.link(previous, row["position"], row["entry_id"], found, row["at"])
            sql = "UPDATE audit_seals SET row_sha256 = $2, previous_sha256 = $3, chain_sha256 = $4 WHERE position = $1"
            await self.run(sql, row["position"], found, previous, chain)
            previous = chain

    async def restore(self) -> None:
        """Everything as it was."""
        await self.run(f"TRUNCATE {', '.join(TABLES)}")
        for table in TABLES:
            await self.run(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM saved_{table}")
        for name in ("checkpoints", "keys"):
            shutil.rmtree(self.folder / name)
            shutil.copytree(self.folder / "saved" / name, self.folder / name)


TEXT = """SELECT e.hash_version::text, e.id::text, extract(epoch FROM e.occurred_at)::text AS occurred_at, e.subject,
    e.client_id, e.organisation, e.on_behalf_of, e.action, e.entity_kind, e.entity_id, e.before::text, e.after::text,
    e.request_id, e.row_sha256 FROM audit_entries e"""


async def intruder(database_url: str) -> asyncpg.Connection:
    """Embedded servers have a superuser on the same socket; elsewhere the owner switches its own triggers off."""
    dsn = db.dsn(database_url)
    try:
        connection = await asyncpg.connect(dsn, user="postgres", server_settings=callers.AS_SYSTEM)
        await connection.execute("SET session_replication_role = replica")
    except (asyncpg.PostgresError, OSError):
        connection = await asyncpg.connect(dsn, server_settings=callers.AS_SYSTEM)
        for table in TABLES:
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return connection


async def build(database: db.Database, folder: Path, seed: int) -> World:
    """Six signed lines of six entries, three more sealed and two waiting; one entry was committed late."""
    by = trail.notary_at(folder)
    world = World(database, None, folder, random.Random(seed))
    async with database.transaction() as late:
        await trail.record(late, 0)
        for line in range(LINES - 2):
            await _line(world, by, 6, line)
    for line in range(LINES - 2, LINES):
        await _line(world, by, 6, line)
    await trail.write(database, 3, first=900)
    await trail.seal_all(database)
    await trail.write(database, 2, first=990)
    rows = await trail.seals(database)
    world.order, world.signed = [row["entry_id"] for row in rows], len(rows) - 3
    world.intruder = await intruder(database.url)
    await world.run("ALTER TABLE audit_entries ALTER COLUMN id SET GENERATED BY DEFAULT")
    for table in TABLES:
        await world.run(f"CREATE TABLE saved_{table} AS TABLE {table}")
    for name in ("checkpoints", "keys"):
        shutil.copytree(folder / name, folder / "saved" / name)
    return world


async def _line(world: World, by: Any, count: int, line: int) -> None:
    await trail.write(world.database, count, first=line * 100)
    row = await world.database.reader.row("SELECT count(*) AS n FROM audit_seals")
    assert row is not None
    world.starts.append(row["n"] + 1)
    await sealing.seal(world.database)
    await by.sign(world.database)


# --- entries ---

EDITS = {
    "hash_version": ["1", "3"],
    "occurred_at": ["occurred_at + interval '1 microsecond'", "occurred_at - interval '1 year'", "'infinity'"],
    "subject": ["'admin'", "subject || ' '"],
    "client_id": ["NULL", "''"],
    "organisation": ["NULL", "'so-tai-chinh'"],
    "on_behalf_of": ["''", "'giám đốc'"],
    "action": ["'thing.create'"],
    "entity_kind": ["'other'"],
    "entity_id": ["entity_id || '0'"],
    "before": ["NULL", "'null'", "'{}'", "before || '{\"điểm\": 5.0}'"],
    "after": ["NULL", "after || '{\"note\": null}'"],
    "request_id": ["NULL", "'request-2'"],
    "row_sha256": ["repeat('0', 64)", "upper(row_sha256)"],
}


def edit(column: str, *, rehashed: bool = False, rewritten: bool = False) -> Act:
    """Another value in a column; the stored hash, or the whole chain, computed anew as well."""

    async def act(world: World) -> Named:
        position = world.position(up_to=None if rewritten else len(world.order))
        value = world.chance.choice(EDITS[column])
        await world.run(f"UPDATE audit_entries SET {column} = {value} WHERE id = $1", world.entry(position))
        if rehashed:
            await world.rehash(world.entry(position))
        if rewritten:
            await world.rewrite()
        return position, world.entry(position)

    return act


async def other_id(world: World) -> Named:
    """An entry gets another id."""
    position = world.position()
    await world.run("UPDATE audit_entries SET id = 5000 WHERE id = $1", world.entry(position))
    return position, world.entry(position)


def delete(where: str, *, seal: bool = False, rewritten: bool = False) -> Act:
    """An entry at the start, in the middle or at the end, without or with its seal."""

    async def act(world: World) -> Named:
        middle = world.chance.randint(2, world.signed - 1)
        position = {"start": 1, "middle": middle, "end": world.signed}[where]
        await world.run("DELETE FROM audit_entries WHERE id = $1", world.entry(position))
        if seal:
            await world.run("DELETE FROM audit_seals WHERE position = $1", position)
        if rewritten:
            await world.rewrite()
        return position, world.entry(position)

    return act


async def cut(world: World) -> Named:
    """Everything from a position on is gone, seals, entries and what waits."""
    position = world.position()
    await world.run("DELETE FROM audit_entries WHERE id = ANY($1)", world.order[position - 1 :])
    await world.run("DELETE FROM audit_seals WHERE position >= $1", position)
    await world.run("DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM audit_unsealed)")
    await world.run("TRUNCATE audit_unsealed")
    return position, world.entry(position)


async def swap_ids(world: World) -> Named:
    """Two entries exchange their ids."""
    first, second = world.two()
    one, other = world.entry(first), world.entry(second)
    for old, new in ((one, -1), (other, one), (-1, other)):
        await world.run("UPDATE audit_entries SET id = $2 WHERE id = $1", old, new)
    return first, one


def swap_contents(*, rehashed: bool, rewritten: bool = False) -> Act:
    """Two entries exchange all that they say."""

    async def act(world: World) -> Named:
        first, second = world.two()
        pair = [world.entry(first), world.entry(second)]
        columns = "occurred_at, subject, entity_id, before, after"
        await world.run(
            f"UPDATE audit_entries e SET ({columns}) = (SELECT {columns} FROM saved_audit_entries o"
            " WHERE o.id = CASE e.id WHEN $1::bigint THEN $2::bigint ELSE $1::bigint END) WHERE e.id IN ($1, $2)",
            *pair,
        )
        if rehashed:
            await world.rehash(*pair)
        if rewritten:
            await world.rewrite()
        return first, pair[0]

    return act


async def insert_unsealed(world: World) -> Named:
    """An entry past the door: no trigger, no queue, in a gap of the ids or after them."""
    entry = world.chance.choice([-3, 0, 7000])
    await _copy(world, entry)
    return None, entry


async def insert_sealed(world: World) -> Named:
    """An entry with a seal of its own in the middle of the chain, which is computed anew."""
    position = world.chance.randint(1, world.signed)
    await _copy(world, 7000)
    await world.run("UPDATE audit_seals SET position = position + 200000 WHERE position >= $1", position)
    await world.run("UPDATE audit_seals SET position = position - 199999 WHERE position > 200000")
    await world.run("INSERT INTO audit_seals VALUES ($1, 7000, '', '', '', now())", position)
    await world.rewrite()
    return position, 7000


async def _copy(world: World, entry: int) -> None:
    await world.run(
        "INSERT INTO audit_entries (id, occurred_at, subject, action, entity_kind, entity_id, row_sha256, hash_version)"
        " OVERRIDING SYSTEM VALUE SELECT $2, occurred_at, 'x', action, entity_kind, entity_id, '', 2"
        " FROM audit_entries WHERE id = $1",
        world.entry(world.position()),
        entry,
    )
    await world.rehash(entry)


async def delete_waiting(world: World) -> Named:
    """An entry is gone before its seal; the queue still names it."""
    entry = await world.intruder.fetchval("SELECT max(entry_id) FROM audit_unsealed")
    await world.run("DELETE FROM audit_entries WHERE id = $1", entry)
    return None, entry


async def hide_waiting(world: World) -> Named:
    """An entry is taken from the queue, so that it is never sealed."""
    entry = await world.intruder.fetchval(
        "DELETE FROM audit_unsealed WHERE entry_id = (SELECT min(entry_id) FROM audit_unsealed) RETURNING entry_id"
    )
    return None, entry


# --- seals ---


def edit_seal(column: str, value: str) -> Act:
    """Another value in a column of a seal."""

    async def act(world: World) -> Named:
        position = world.position(up_to=len(world.order))
        await world.run(f"UPDATE audit_seals SET {column} = {value} WHERE position = $1", position)
        # A link that was changed shows where it stands; which entry an exchanged one meant, the checkpoint knows.
        return position, None if column in ("entry_id", "position") else world.entry(position)

    return act


async def relink(world: World) -> Named:
    """The time of a seal is put back and the chain computed anew."""
    position = world.position()
    await world.run("UPDATE audit_seals SET sealed_at = sealed_at - interval '1 day' WHERE position = $1", position)
    await world.rewrite()
    return position, world.entry(position)


async def delete_seal(world: World) -> Named:
    """A seal is gone, its entry stays."""
    position = world.position()
    await world.run("DELETE FROM audit_seals WHERE position = $1", position)
    return position, world.entry(position)


def swap_seals(*, rewritten: bool) -> Act:
    """Two seals exchange their entries."""

    async def act(world: World) -> Named:
        first, second = world.two()
        for position, entry in ((first, -1), (second, world.entry(first)), (first, world.entry(second))):
            await world.run("UPDATE audit_seals SET entry_id = $2 WHERE position = $1", position, entry)
        if rewritten:
            await world.rewrite()
        return first, world.entry(first) if rewritten else None

    return act


# --- checkpoints ---


def _read(world: World) -> list[str]:
    return world.lines.read_text().splitlines()


def _write(world: World, lines: list[str]) -> None:
    world.lines.write_text("".join(f"{line}\n" for line in lines))


def _named(world: World, line: int) -> Named:
    position = world.starts[line]
    return position, world.entry(position)


async def edit_line(world: World) -> Named:
    """One sign of one line is another one."""
    lines, line = _read(world), world.chance.randrange(LINES)
    at = world.chance.randrange(len(lines[line]))
    lines[line] = lines[line][:at] + ("B" if lines[line][at] == "A" else "A") + lines[line][at + 1 :]
    _write(world, lines)
    return _named(world, line)


async def remove_line(world: World) -> Named:
    """A line is gone: the first, one in the middle, the last."""
    lines, line = _read(world), world.chance.choice([0, world.chance.randrange(LINES), LINES - 1])
    _write(world, lines[:line] + lines[line + 1 :])
    return _named(world, line)


async def cut_lines(world: World) -> Named:
    """The file ends earlier, within a line or after one."""
    lines, line = _read(world), world.chance.randrange(LINES)
    _write(world, lines[:line])
    if world.chance.random() < 0.5:
        with world.lines.open("a") as file:
            file.write(lines[line][:50])
    return _named(world, line)


async def reorder_lines(world: World) -> Named:
    """Two lines change places."""
    lines = _read(world)
    first, second = sorted(world.chance.sample(range(LINES), 2))
    lines[first], lines[second] = lines[second], lines[first]
    _write(world, lines)
    return _named(world, first)


async def sign_another_past(world: World, key: dict[str, Any]) -> Named:
    """An entry is edited, the chain computed anew and every line signed with this key."""
    edited = world.position()
    await world.run("UPDATE audit_entries SET subject = 'x' WHERE id = $1", world.entry(edited))
    await world.rehash(world.entry(edited))
    await world.rewrite()
    sql = """SELECT position, entry_id, row_sha256, previous_sha256, chain_sha256,
        extract(epoch FROM sealed_at)::text AS sealed_at FROM audit_seals ORDER BY position"""
    seals = [values.Seal(**dict(row)) for row in await world.intruder.fetch(sql)]
    last, texts = None, []
    for start, end in zip(world.starts, [*world.starts[1:], world.signed + 1], strict=True):
        last = checkpoints.sign(checkpoints.following(last, seals[start - 1 : end - 1], trail.AT), key)
        texts.append(last.text)
    _write(world, texts)
    return _named(world, 0)


def resign(*, forged_kid: bool) -> Act:
    """The chain is rewritten and all lines are signed anew, with another key under its own name or under ours."""

    async def act(world: World) -> Named:
        own = signing.Keys(world.folder / "keys").signing_key()
        key = signing.Keys(world.folder / "intruder").signing_key()
        key = {**key, "kid": own["kid"]} if forged_kid else key
        named = await sign_another_past(world, key)
        shutil.rmtree(world.folder / "intruder")
        return named

    return act


KINDS: dict[str, Act] = {
    **{f"edit {column}": edit(column) for column in EDITS},
    **{f"edit {column} and hash anew": edit(column, rehashed=True) for column in EDITS if column != "row_sha256"},
    **{
        f"edit {column} and chain anew": edit(column, rehashed=True, rewritten=True)
        for column in EDITS
        if column != "row_sha256"
    },
    "another id": other_id,
    **{f"delete {where}": delete(where) for where in ("start", "middle", "end")},
    **{f"delete {where} with seal": delete(where, seal=True) for where in ("start", "middle", "end")},
    **{
        f"delete {where} and chain anew": delete(where, seal=True, rewritten=True)
        for where in ("start", "middle", "end")
    },
    "cut": cut,
    "swap ids": swap_ids,
    "swap contents": swap_contents(rehashed=False),
    "swap contents and hash anew": swap_contents(rehashed=True),
    "swap contents and chain anew": swap_contents(rehashed=True, rewritten=True),
    "insert unsealed": insert_unsealed,
    "insert in the middle": insert_sealed,
    "delete waiting": delete_waiting,
    "hide waiting": hide_waiting,
    "edit seal's position": edit_seal("position", "9000"),
    "edit seal's entry": edit_seal("entry_id", "9000"),
    "edit seal's row hash": edit_seal("row_sha256", "repeat('a', 64)"),
    "edit seal's previous hash": edit_seal("previous_sha256", "repeat('a', 64)"),
    "edit seal's chain hash": edit_seal("chain_sha256", "repeat('a', 64)"),
    "edit seal's time": edit_seal("sealed_at", "sealed_at + interval '1 microsecond'"),
    "edit seal's time and chain anew": relink,
    "delete seal": delete_seal,
    "swap seals": swap_seals(rewritten=False),
    "swap seals and chain anew": swap_seals(rewritten=True),
    "edit line": edit_line,
    "remove line": remove_line,
    "cut lines": cut_lines,
    "reorder lines": reorder_lines,
    "sign anew": resign(forged_kid=False),
    "sign anew under our name": resign(forged_kid=True),
}


async def missed(world: World, names: list[str]) -> list[tuple[str, Any, Any]]:
    """Do each of these and undo it; those that were not found, or where another row was named."""
    wrong: list[tuple[str, Any, Any]] = []
    for name in names:
        position, entry = await KINDS[name](world)
        finding = (await world.verify()).finding
        named = (finding.position, finding.entry_id if entry is not None else None) if finding else None
        if named != (position, entry):
            wrong.append((name, (position, entry), finding))
        await world.restore()
    if (finding := (await world.verify()).finding) is not None:
        wrong.append(("untouched", None, finding))
    return wrong
