"""Waiting for a version to be computed: however many callers wait in a process, one query at a time looks for all."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict

from shared.kit import callers, db
from shared.scoring import repository

# A look costs a third of a millisecond. Idle, scores follow a decision within some 30 ms; who waits longer waits for a
# queue, and is in no hurry for the last few.
_LOOK_EVERY_S, _LOOK_OFTEN_S, _OFTEN_FOR_S = 0.02, 0.005, 0.2


class Waiting:
    """The callers of one process that wait, by assessment. They share one look every 5 ms, later every 20 ms."""

    def __init__(self) -> None:
        self._callers: defaultdict[uuid.UUID, list[tuple[int, asyncio.Future[None]]]] = defaultdict(list)
        self._looking: asyncio.Task[None] | None = None
        self._newest = 0.0

    async def reached(self, reader: db.Reader, assessment_id: uuid.UUID, version: int, seconds: float) -> bool:
        """True once the computed version has reached `version`; False after `seconds`. Raises DatabaseBusy."""
        loop = asyncio.get_running_loop()
        caller: asyncio.Future[None] = loop.create_future()
        self._newest = loop.time()
        self._callers[assessment_id].append((version, caller))
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(reader))
        try:
            async with asyncio.timeout(seconds):
                await caller
        except TimeoutError:
            return False
        finally:
            self._forget(assessment_id, caller)
        return True

    async def _look(self, reader: db.Reader) -> None:
        while self._callers:
            try:
                with callers.asking(callers.SYSTEM):  # one look for all who wait: which version, nothing of it
                    heads = await repository.heads(reader, list(self._callers))
            except Exception as error:  # noqa: BLE001 - whatever it is, the callers are told instead of timing out
                self._answer_all(error)
                return
            for assessment_id, computed in heads.items():
                for version, caller in self._callers.get(assessment_id, ()):
                    if computed >= version and not caller.done():
                        caller.set_result(None)
            often = asyncio.get_running_loop().time() - self._newest < _OFTEN_FOR_S
            await asyncio.sleep(_LOOK_OFTEN_S if often else _LOOK_EVERY_S)

    def _answer_all(self, error: Exception) -> None:
        for waiting in self._callers.values():
            for _, caller in waiting:
                if not caller.done():
                    caller.set_exception(error)

    def _forget(self, assessment_id: uuid.UUID, caller: asyncio.Future[None]) -> None:
        left = [item for item in self._callers[assessment_id] if item[1] is not caller]
        if left:
            self._callers[assessment_id] = left
        else:
            del self._callers[assessment_id]
