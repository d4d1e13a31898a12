"""What a run and its columns refer to is there, though no foreign key asks row by row."""

from __future__ import annotations

import asyncpg
import pytest

from shared.kit import db

_RUN = """
INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256, own_sha256,
    inputs, inputs_sha256)
SELECT gen_random_uuid(), a.id, a.framework_version_id, n, '0', 's' || n, {own}, '{{}}', 'x'
FROM assessments a, generate_series(1, {last}) AS n WHERE a.status = 'open'
"""
_COLUMN = """
INSERT INTO run_columns (run_id, score_column, layout_sha256, points, quotients)
SELECT r.id, 'self', 'l', '{1}', '{1}' FROM runs r WHERE r.inputs_version = 1
"""
_STRUCTURE = "INSERT INTO run_structures (sha256, body) VALUES ('s1', '{}')"
_INPUTS = "INSERT INTO run_inputs (sha256, body) VALUES ('i1', '{}')"
_LAYOUT = "INSERT INTO run_layouts (sha256, nodes, max_points, certainties) VALUES ('l', '{total}', '{1}', '{certain}')"


async def _carried_out(database: db.Database, statements: list[str]) -> None:
    async with database.transaction() as session:
        reader = await db.reading(session)
        for statement in statements:
            await reader.rows(statement)


async def test_what_is_there_is_referred_to(database: db.Database) -> None:
    run = _RUN.format(own="'i' || n", last=1)
    await _carried_out(database, [_STRUCTURE, _INPUTS, run, _LAYOUT, _COLUMN])
    assert await database.reader.row("SELECT count(*) AS n FROM run_columns") == {"n": 1}


@pytest.mark.parametrize(
    ("statements", "missing"),
    [
        ([_STRUCTURE, _INPUTS, _RUN.format(own="'i1'", last=2)], "s2"),
        ([_STRUCTURE, _INPUTS, _RUN.format(own="'i2'", last=1)], "i2"),
        ([_STRUCTURE, _RUN.format(own="NULL", last=1), _COLUMN], "l"),
        (
            [
                _LAYOUT,
                _COLUMN.replace("r.id", "gen_random_uuid()").replace(
                    "runs r WHERE", "(SELECT 1 AS inputs_version) r WHERE"
                ),
            ],
            "",
        ),
    ],
    ids=["structure", "inputs", "layout", "run"],
)
async def test_what_is_not_there_is_refused_whole(database: db.Database, statements: list[str], missing: str) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError, match=f"{missing} and it is not there"):
        await _carried_out(database, statements)
    assert await database.reader.row("SELECT count(*) AS n FROM runs") == {"n": 0}
