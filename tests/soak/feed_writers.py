"""Eight writers of the product's own tables: figures, evidence, decisions, obligations that move, reports, names."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from tests import databases

NEW = ("measure", "measure", "post", "delete")
SHARED = ("move", "move", "move", "report", "report", "decide", "decide", "name")
AGENCIES = ("so-noi-vu", "so-tai-chinh", "so-tu-phap")
_OBLIGATIONS = """
INSERT INTO obligations (id, regime_id, organisation_id, year, period, certainty)
SELECT gen_random_uuid(), (SELECT id FROM reporting_regimes ORDER BY code LIMIT 1), o.id, 3000 + n, 'year', 'certain'
FROM generate_series(1, $1::integer) n JOIN organisations o ON o.slug = $2 RETURNING id
"""
_MEASUREMENTS = """
INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)
SELECT gen_random_uuid(), (SELECT id FROM targets ORDER BY code LIMIT 1), o.id, '2022-06-30', n, 'final',
    'organisation', 'soak' FROM generate_series(1, $1::integer) n JOIN organisations o ON o.slug = $2
"""
_EVIDENCE = """
WITH given AS (SELECT gen_random_uuid() AS evidence, gen_random_uuid() AS revision FROM generate_series(1, $1::integer)
), e AS (
    INSERT INTO evidence (id, assessment_id, organisation_id) SELECT evidence, (SELECT id FROM assessments
        WHERE status = 'open' ORDER BY id LIMIT 1), o.id FROM given JOIN organisations o ON o.slug = $2
), r AS (
    INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
        submitted_by) SELECT revision, evidence, 1, 'Kế hoạch', 'a.pdf', 'application/pdf', 1, 'x', 'soak' FROM given
)
INSERT INTO evidence_components (revision_id, component_id) SELECT revision, $3 FROM given RETURNING revision_id
"""
_DECISIONS = """
INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, decided_by,
    organisation_id, same_organisation)
SELECT gen_random_uuid(), r, $2, 'accept', 1, 1, '{}', 'reviewer',
    (SELECT id FROM organisations ORDER BY slug LIMIT 1), false FROM unnest($1::uuid[]) r
"""
_NAMES = """
WITH closed AS (
    UPDATE organisation_versions SET superseded_at = clock_timestamp()
    WHERE superseded_at = 'infinity'
        AND organisation_id = (SELECT id FROM organisations ORDER BY slug OFFSET $1 LIMIT 1)
    RETURNING *
)
INSERT INTO organisation_versions SELECT (jsonb_populate_record(CAST(NULL AS organisation_versions), to_jsonb(c) ||
    jsonb_build_object('id', gen_random_uuid(), 'recorded_at', c.superseded_at, 'superseded_at', 'infinity',
        'short_name', $2::text))).* FROM closed c
"""


@dataclass
class Writers:
    """What they made, and how many rows they wrote in transactions that were committed."""

    url: str
    seed: int
    wanted: int
    rows: int = 0
    obligations: list[uuid.UUID] = field(default_factory=list)
    revisions: list[uuid.UUID] = field(default_factory=list)
    component: uuid.UUID | None = None
    repeated: int = 0

    async def prepare(self) -> None:
        """Things that can move and change."""
        connection = await databases.connect(self.url)
        self.component = await connection.fetchval(
            "SELECT k.id FROM components k JOIN assessments a ON a.framework_version_id = k.framework_version_id"
            " WHERE a.status = 'open' ORDER BY a.id, k.position LIMIT 1"
        )
        rows = await connection.fetch(_OBLIGATIONS, 600, AGENCIES[0])
        self.obligations = sorted(row["id"] for row in rows)
        rows = await connection.fetch(_EVIDENCE, 300, AGENCIES[0], self.component)
        self.revisions = sorted(row["revision_id"] for row in rows)
        await connection.execute(
            "INSERT INTO reports (id, obligation_id, state, round) SELECT gen_random_uuid(), id, 'draft', 1"
            " FROM unnest($1::uuid[]) id",
            self.obligations[:200],
        )
        await connection.execute(
            "INSERT INTO report_rounds (report_id, round, measured_on, authors)"
            " SELECT id, 1, '2022-06-30', ARRAY['soak'] FROM reports WHERE obligation_id = ANY ($1::uuid[])",
            self.obligations[:200],
        )
        await connection.close()

    async def run(self, count: int = 8) -> None:
        """Write until so many rows are written by all together."""
        await asyncio.gather(*(self._writer(random.Random(self.seed * 100 + number)) for number in range(count)))

    async def _writer(self, chance: random.Random) -> None:
        connection = await databases.connect(self.url)
        while self.rows < self.wanted:
            try:
                done = await self._transaction(connection, chance)
                self.rows += done  # not in one: the sum would be read before the others have added theirs
            except (asyncpg.DeadlockDetectedError, asyncpg.ExclusionViolationError):
                self.repeated += 1  # two writers met; the product, too, would answer "try again"
        await connection.close()

    async def _transaction(self, connection: Any, chance: random.Random) -> int:
        """New things, and one statement on things that others write, too, as the product does; one in ten is undone."""
        done, open_one = 0, connection.transaction()
        await open_one.start()
        try:
            for kind in [*chance.sample(NEW, chance.randint(0, 2)), chance.choice(SHARED)]:
                done += await self._statement(connection, chance, kind)
        except BaseException:
            await open_one.rollback()
            raise
        if chance.random() < 0.1:
            await open_one.rollback()
            return 0
        await open_one.commit()
        return done

    async def _statement(self, connection: Any, chance: random.Random, kind: str) -> int:
        some = sorted(chance.sample(self.obligations, chance.randint(1, 30)))
        agency = chance.choice(AGENCIES)
        if kind == "measure":
            done = await connection.execute(_MEASUREMENTS, chance.randint(1, 30), agency)
        elif kind == "move":
            done = await connection.execute(
                "UPDATE obligations SET organisation_id = (SELECT id FROM organisations WHERE slug = $2)"
                " WHERE id IN (SELECT id FROM obligations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE)",
                some,
                agency,
            )
        elif kind == "report":
            done = await connection.execute(
                "UPDATE reports SET version = version + 1 WHERE id IN (SELECT id FROM reports"
                " WHERE obligation_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE)",
                some,
            )
        elif kind == "decide":
            done = await connection.execute(_DECISIONS, sorted(chance.sample(self.revisions, 20)), self.component)
        elif kind == "post":
            done = await connection.execute(_EVIDENCE, chance.randint(1, 10), agency, self.component)
        elif kind == "name":
            done = await connection.execute(_NAMES, chance.randint(0, 100), f"tên {chance.random()}")
        else:
            made = [row["id"] for row in await connection.fetch(_MORE, chance.randint(10_000, 2_000_000_000), agency)]
            done = await connection.execute("DELETE FROM obligations WHERE id = ANY ($1::uuid[])", made[:1])
        return int(done.rpartition(" ")[2])


_MORE = _OBLIGATIONS.replace("3000 + n", "$1::integer + n").replace(
    "generate_series(1, $1::integer)", "generate_series(1, 3)"
)


async def visible(url: str, agency: str | None) -> set[tuple[str, str]]:
    """What a mirror must hold, asked of the product's tables and not of the feed: all, or one agency's."""
    mine = "" if agency is None else f" AND o.slug = '{agency}'"
    owned = f"JOIN organisations o ON o.id = {{}}.organisation_id{mine}"
    owed = "b.superseded_at = 'infinity' OR EXISTS (SELECT FROM reports r WHERE r.obligation_id = b.id)"
    connection = await databases.connect(url)
    rows = await connection.fetch(
        "SELECT 'measurement' AS entity, id::text FROM measurements UNION ALL SELECT 'organisation', id::text"
        " FROM organisations UNION ALL SELECT 'target', id::text FROM targets WHERE superseded_at = 'infinity'"
        " UNION ALL SELECT 'task', id::text FROM tasks WHERE superseded_at = 'infinity'"
        " UNION ALL SELECT 'ranking', id::text FROM rankings UNION ALL SELECT 'score', id::text FROM assessments"
        f" UNION ALL SELECT 'obligation', b.id::text FROM obligations b {owned.format('b')} WHERE {owed}"
        f" UNION ALL SELECT 'report', r.id::text FROM reports r JOIN obligations b ON b.id = r.obligation_id"
        f" {owned.format('b')} UNION ALL SELECT 'evidence', e.id::text FROM evidence e {owned.format('e')}"
    )
    await connection.close()
    return {(row["entity"], row["id"]) for row in rows}
