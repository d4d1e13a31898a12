"""What a run keeps is what the engine computed, to six places, and every figure is found by its id."""

from __future__ import annotations

import uuid
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.kit import db, decimals
from shared.scoring import packing, rules
from tests.shared.scoring.builders import claim, inputs, piece

RUN = packing.run_id(uuid.UUID(int=7), 3, "1")


@given(st.fractions())
def test_millionths_are_the_rounded_decimal(value: Fraction) -> None:
    assert packing.millionths(value) == Fraction(decimals.rounded(value)) * 1_000_000


@given(st.fractions(), st.integers(1, 10**9))
def test_halves_go_up_away_from_nought(value: Fraction, number: int) -> None:
    half = Fraction(2 * number - 1, 2 * 10**6)
    assert packing.millionths(half) == number
    assert packing.millionths(-half) == -number


def test_what_is_packed_is_what_was_computed() -> None:
    scores = rules.compute(inputs(claims=[claim("1.1", 3)], pieces=[piece("2.1"), piece("1.2", number=2, points=4)]))
    columns = packing.pack(scores)
    assert [column.name for column in columns] == ["self", "verified"]
    unpacked = [
        (column.name, *figure)
        for column in columns
        for figure in zip(
            column.layout.nodes,
            column.points,
            column.layout.max_points,
            column.quotients,
            column.layout.certainties,
            column.undecided or [0] * len(column.points),
            column.not_determinable or [False] * len(column.points),
            strict=True,
        )
    ]
    assert unpacked == [
        (
            score.column,
            score.node,
            packing.millionths(score.points),
            packing.millionths(score.max_points),
            packing.millionths(score.value),
            score.certainty,
            score.undecided,
            score.not_determinable,
        )
        for score in scores
    ]
    assert columns[0].layout is columns[1].layout


def test_nothing_undecided_is_not_kept_figure_by_figure() -> None:
    (own, verified) = packing.pack(rules.compute(inputs()))
    assert own.undecided is verified.undecided is own.not_determinable is verified.not_determinable is None


def test_the_id_of_a_run_leaves_room_for_its_figures() -> None:
    assert RUN.version == 8
    assert RUN.variant == uuid.RFC_4122
    assert RUN.int % 2**16 == 0
    assert packing.run_id(uuid.UUID(int=7), 3, "1") == RUN
    assert len({RUN, packing.run_id(uuid.UUID(int=7), 4, "1"), packing.run_id(uuid.UUID(int=7), 3, "2")}) == 3


async def test_the_database_gives_figures_the_same_ids(database: db.Database) -> None:
    for column, place in (("self", 1), ("verified", 1), ("self", 32767), ("verified", 300)):
        expected = packing.score_id(RUN, column, place)
        row = await database.reader.row(
            "SELECT score_id($1::uuid, $2, $3::bigint) AS id, run_of_score($4::uuid) AS run",
            RUN,
            column,
            place,
            expected,
        )
        assert row == {"id": expected, "run": RUN}
