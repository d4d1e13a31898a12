"""What one decision costs where nothing else is, and where thousands of other assessments are: the same."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import asyncpg

from bench import machine, ratios, recomputing
from bench.system import TODAY, System
from bench.table import Row
from shared.audit import sealing
from shared.audit.service import Actor
from shared.evidence import service as evidence
from shared.evidence import values
from shared.identity import rights
from shared.identity.values import Principal
from shared.kit import callers, clock, db
from shared.outbox import service as outbox
from shared.scoring import service as scoring

# An index over more rows is a level deeper, and that does not grow further. To plan two statements of a computation
# anew each time, where many rows are counted, was a fifth; what looks at the others costs far more.
CEILING = 1.2
# One component in so many is claimed: to make all 840,000 claims takes most of a minute, and shows nothing more.
_CLAIMS = 4
_REVIEWER = Principal(
    subject="reviewer@bench",
    client_id="bench",
    organisation="so-thong-tin-va-truyen-thong",
    roles=frozenset({"reviewer"}),
    scopes=frozenset(),
    token_id="bench",  # noqa: S106 - a name
    expires_at=0,
    issued_at=0,
)
_ACTOR = Actor(_REVIEWER.subject, _REVIEWER.client_id, _REVIEWER.organisation, "bench")
_ALONE = recomputing.Field("communes", "communes", "bench-communes", 1, 1, 60)


@dataclass
class _Place:
    """A database as the web process and the worker see it, the commune that is decided on there, and its papers."""

    web: db.Database
    worker: db.Database
    assessment: uuid.UUID
    papers: Iterator[uuid.UUID]
    now: clock.Clock = field(default_factory=lambda: clock.SystemClock(dt.date.fromisoformat(TODAY)))
    decided: int = 0

    async def decision(self) -> float:
        """One decision, handed on, computed, sealed and read. Unit: seconds."""
        self.decided += 1
        accepts = self.decided % 2 == 0
        verdict = values.Verdicts(
            verdict="accept" if accepts else "reject",
            component=None,
            revision=None,
            points=None,
            inputs={},
            reason_code=None if accepts else "insufficient",
            note=None,
        )
        began = time.perf_counter()
        with callers.asking(rights.setting(_REVIEWER, self.now.today())):
            async with self.web.transaction() as session:
                decided = await evidence.decide(
                    session, _REVIEWER, _ACTOR, self.now, evidence_id=next(self.papers), decision=verdict
                )
            handed_on = await self.hand_on()
            async with self.worker.serialised(scoring.lock_name(self.assessment)) as session:
                computed = await scoring.compute(session, self.now, self.assessment)
            await sealing.seal(self.worker)
            await scoring.scores_json(self.web.reader, self.assessment, _REVIEWER)
        spent = time.perf_counter() - began
        if handed_on != 1 or computed.computed_version != decided.assessment_version:
            raise RuntimeError(f"{handed_on} events and version {computed.computed_version} of one decision")
        return spent

    async def hand_on(self) -> int:
        """What the relay does with its transaction; how many events. There is no queue here."""
        async with self.worker.transaction() as session:
            events = await outbox.claim_waiting(session, limit=500)
            await outbox.mark_dispatched(session, [event["id"] for event in events])
        return len(events)


def rows(system: System, template: str, rounds: int) -> Iterator[Row]:
    """Measure in two copies of a database that holds the catalog."""
    before = machine.times()
    with machine.on(system.cores.server):
        alone, among = asyncio.run(_measured(system, template, rounds))
    ratio = ratios.of_rounds(*([statistics.median(one) for one in side] for side in (among, alone)))
    others = recomputing.COMMUNES.units * recomputing.COMMUNES.periods - 1
    yield Row(
        figure=f"one decision among {others:,} other assessments",
        measured=_said(among),
        baseline=f"the same decision alone: {_said(alone)}",
        ratio=ratio,
        stolen=machine.times().stolen_since(before),
        verdict=ratios.against_ceiling(ratio, CEILING),
        notes=(
            f"ceiling {CEILING}: deeper indices; the others are of"
            " the same framework, with claims, evidence, decisions and computed scores; the decision's transaction, the"
            " relay's, the computation under its lock, the seal and the reading of the scores; under a rule that is"
            " normalised by the best unit a decision would rest on its peers of the year: none is here",
        ),
    )


async def _measured(system: System, template: str, rounds: int) -> tuple[list[list[float]], list[list[float]]]:
    """Seconds of the decisions alone and among others, by round; the two take turns, and in beginning."""
    alone_url = await system.create_database("independence_alone", template)
    among_url = await system.create_database("independence_among", template)
    each = -(-ratios.SAMPLES // ratios.ROUNDS)
    async with _filled(alone_url, _ALONE) as alone, _filled(among_url, recomputing.COMMUNES) as among:
        spent: tuple[list[list[float]], list[list[float]]] = ([], [])
        for _ in range(rounds + 1):  # the first one warms up: plans are made for good after some executions
            for side in spent:
                side.append([])
            for turn in range(each):
                for number in (0, 1) if turn % 2 else (1, 0):
                    spent[number][-1].append(await (alone, among)[number].decision())
        return spent[0][1:], spent[1][1:]


@contextlib.asynccontextmanager
async def _filled(url: str, field: recomputing.Field) -> AsyncIterator[_Place]:
    """A database with a generated field of assessments, all of them computed, open on both sides."""
    bare = await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)
    web, worker = db.Database(url, pool_size=1), db.Database(url, pool_size=1, caller=callers.SYSTEM)
    await web.open()
    await worker.open()
    try:
        version = await recomputing.generate(bare, field, claims=_CLAIMS)
        await recomputing.recompute(worker, bare, version)
        # As a server stands after a while; else its own cleaning of so many new rows would begin amid the rounds.
        await bare.execute("VACUUM (ANALYZE)", timeout=600)
        assessment = await bare.fetchval("SELECT md5('bench commune 1 2101')::uuid")
        papers = await bare.fetch("SELECT id FROM evidence WHERE assessment_id = $1 ORDER BY id", assessment)
        place = _Place(web, worker, assessment, itertools.cycle([row["id"] for row in papers]))
        while await place.hand_on():
            pass
        yield place
    finally:
        await worker.close()
        await web.close()
        await bare.close()


def _said(rounds: list[list[float]]) -> str:
    samples = [sample for one in rounds for sample in one]
    return f"{statistics.median(samples) * 1000:.1f} ms, p95 {ratios.percentile(samples, 95) * 1000:.1f} ms"
