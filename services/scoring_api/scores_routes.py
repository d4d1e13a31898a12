"""Where each point comes from, and one computation."""

from __future__ import annotations

import dataclasses
import uuid

from fastapi import Response

from services.scoring_api import answers, explanations
from shared.identity.guard import Visitor
from shared.kit import exact_json
from shared.kit.web import reply, routes
from shared.kit.web.doors import Now, Reading
from shared.scoring import drift
from shared.scoring import service as scoring

router = routes.router()


@router.get(
    "/v1/scores/{score}/explain",
    operation_id="explain_score",
    tags=["scores"],
    summary="Điểm này từ đâu ra / Where this figure comes from",
    responses={200: {"model": explanations.ScoreExplanation | explanations.PublishedExplanation}},
)
async def explain_score(reader: Reading, visitor: Visitor, now: Now, score: uuid.UUID) -> Response:
    """Lần tính, cách tính, dữ liệu đầu vào, bản tài liệu và mã băm, kết luận, điều khoản.

    The run, the rule, the inputs, evidence revisions with hashes, decisions and the clause; for a published figure
    its document, clause and quote. A computed figure needs a token; a service account's one the scope `scores:read`,
    and `evidence:read` to read what the evidence says.
    """
    return reply.json(await scoring.explain(reader, score, visitor, now))


@router.get(
    "/v1/runs/{run}",
    operation_id="get_run",
    tags=["scores"],
    summary="Một lần tính / One computation",
    responses={200: {"model": answers.Run}},
)
async def get_run(reader: Reading, run: uuid.UUID) -> Response:
    """Lần tính với toàn bộ dữ liệu đầu vào đã ghi. / A computation with the inputs it captured."""
    return reply.json(await scoring.run(reader, run))


@router.get(
    "/v1/runs/{run}/replay",
    operation_id="get_run_replay",
    tags=["scores"],
    summary="Tính lại một lần tính / A run computed again",
    responses={200: {"model": answers.RunReplay}},
)
async def get_run_replay(reader: Reading, run: uuid.UUID) -> Response:
    """Tính lại ngay từ dữ liệu đã ghi bằng đúng phiên bản bộ tính của lần đó và nêu mọi điểm khác; không ghi gì.

    Computed again now, from the inputs that the run stored and by the engine stored with it; every difference is
    listed, and nothing is written. `last` is the last replay on schedule.
    """
    differences = await drift.of_run(reader, run)
    last = await drift.as_last_found(reader, run)
    said = {
        "run": run,
        "equal": not differences,
        "difference_count": len(differences),
        "differences": [dataclasses.asdict(one) for one in differences[: drift.MOST_KEPT]],
        "last": last[0] if last else None,
    }
    return reply.json(exact_json.dump(said))
