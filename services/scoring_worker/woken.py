"""An arq worker that looks into its queue when its own relay has rung, and at every poll for what others rang."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from arq.worker import Worker


class WokenWorker(Worker):
    """Half a poll's delay is what an arq worker adds to a job on average. Here the relay lives in the same process
    and says that something waits. A ring that is lost, or another worker's, is heard at the next poll."""

    def __init__(self, *, poll_delay: float, **settings: Any) -> None:
        super().__init__(**settings, poll_delay=0)  # the pause between two polls is the one below
        self._pause = poll_delay
        self._rung = asyncio.Event()

    def wake(self) -> None:
        """Look into the queue now."""
        self._rung.set()

    async def _poll_iteration(self) -> None:
        self._rung.clear()  # before looking: what is rung meanwhile is looked for at once
        await super()._poll_iteration()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pause):
                await self._rung.wait()
