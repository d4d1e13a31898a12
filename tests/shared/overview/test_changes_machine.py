"""Whatever writers and readers do in whatever order, a reader ends with what is there: no row missed, none too many."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared.kit import callers, db
from tests import databases, feeds

WRITERS = st.integers(0, 3)
AGENCIES = st.sampled_from(["so-noi-vu", "so-tai-chinh", "so-tu-phap"])
READERS = (feeds.ALL, feeds.AGENCY, feeds.OTHER)
Result = TypeVar("Result")


class PagingWhileWriting(RuleBasedStateMachine):
    """Four writers with open transactions, three readers with pages of a few rows."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.open: dict[int, Any] = {}
        self.touched: dict[str, int] = {}

    def do(self, step: Coroutine[Any, Any, Result]) -> Result:
        """Run one step to its end."""
        return self.loop.run_until_complete(step)

    @initialize()
    def begin(self) -> None:
        async def prepare() -> None:
            self.database = db.Database(self.url, pool_size=2, caller=callers.SYSTEM)
            await self.database.open()
            self.writers = [await databases.connect(self.url) for _ in range(4)]
            self.things = [await feeds.movable(self.writers[0]) for _ in range(4)]
            self.copies = [await feeds.Copy(self.database, caller).catch_up() for caller in READERS]

        self.do(prepare())

    @rule(writer=WRITERS, count=st.integers(1, 4))
    def measure(self, writer: int, count: int) -> None:
        self.do(feeds.measure(self._in_transaction(writer), count=count))

    @rule(writer=WRITERS, thing=st.integers(0, 3), to=AGENCIES)
    def move(self, writer: int, thing: int, to: str) -> None:
        if self.touched.setdefault(self.things[thing], writer) == writer:  # another one would wait for ever
            self.do(feeds.move(self._in_transaction(writer), self.things[thing], to))

    @rule(writer=WRITERS, thing=st.integers(0, 3))
    def delete(self, writer: int, thing: int) -> None:
        if self.touched.setdefault(self.things[thing], writer) == writer:
            sql = "DELETE FROM obligations WHERE id = $1::text::uuid"
            self.do(self._in_transaction(writer).execute(sql, self.things[thing]))

    @rule(writer=WRITERS, kept=st.booleans())
    def end(self, writer: int, kept: bool) -> None:
        if writer in self.open:
            one = self.open.pop(writer)
            self.do(one.commit() if kept else one.rollback())
            self.touched = {thing: by for thing, by in self.touched.items() if by != writer}

    @rule(reader=st.integers(0, 2), limit=st.integers(1, 5))
    def read(self, reader: int, limit: int) -> None:
        self.do(self.copies[reader].pull(limit))

    @invariant()
    def nobody_holds_what_is_anothers(self) -> None:
        for copy, organisation in zip(getattr(self, "copies", [])[1:], ("so-noi-vu", "so-tai-chinh"), strict=False):
            assert {row["organisation"] for row in copy.of("obligation").values()} <= {organisation}

    def teardown(self) -> None:
        for one in self.open.values():
            self.do(one.commit())
        for copy in getattr(self, "copies", []):
            self.do(copy.catch_up(limit=7))
            fresh = self.do(feeds.Copy(self.database, copy.caller).catch_up())
            assert copy.rows == fresh.rows
        for writer in getattr(self, "writers", []):
            self.do(writer.close())
        if hasattr(self, "database"):
            self.do(self.database.close())
        self.loop.close()

    def _in_transaction(self, writer: int) -> Any:
        if writer not in self.open:
            self.open[writer] = self.writers[writer].transaction()
            self.do(self.open[writer].start())
        return self.writers[writer]


def test_paging_while_writing(module_database_url: str) -> None:
    class OnThis(PagingWhileWriting):
        url = module_database_url

    few = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(OnThis, settings=few)


@pytest.fixture(autouse=True)
def no_other_loop() -> None:
    """The machine brings a loop of its own."""
