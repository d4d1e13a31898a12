"""The statements that the bare handler is told are the product's own, arguments included."""

import datetime as dt
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import overheard
from shared.kit import db
from shared.kit.moment import Moment
from shared.targets import service as targets
from shared.targets import values

ARGUMENTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.uuids(),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
)


@given(st.lists(ARGUMENTS))
def test_arguments_arrive_as_they_were_given(given_args: list[object]) -> None:
    told = json.loads(json.dumps(overheard.Statement("SELECT 1", given_args).told()))
    heard = overheard.Statement.heard(told)
    assert heard.sql == "SELECT 1"
    assert [(type(one), one) for one in heard.args] == [(type(one), one) for one in given_args]


def test_an_argument_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be told"):
        overheard.Statement("SELECT $1", [object()]).told()


def test_the_first_statement_of_a_use_case_is_heard() -> None:
    day, after = dt.date(2022, 11, 1), uuid.uuid4()
    asked = overheard.of(
        lambda reader: targets.list_page(reader, Moment(day), values.Filter(), after=(7, after), limit=50)
    )
    assert "FROM targets" in asked.sql
    assert list(asked.args) == [day, None, 50, 7, after]


def test_a_use_case_that_asks_for_nothing_is_refused() -> None:
    async def nothing(_: db.Reader) -> None: ...

    with pytest.raises(RuntimeError, match="nothing"):
        overheard.of(nothing)
