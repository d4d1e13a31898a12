"""How firm a ranking is: a POST that only asks."""

from __future__ import annotations

from fastapi import Response

from services.scoring_api import robustness_answers
from services.scoring_api.robustness_bodies import RobustnessBody
from shared.analysis.robustness import service as robustness
from shared.kit.web import reply, routes
from shared.kit.web.doors import Reading

router = routes.asking_router()


@router.post(
    "/v1/rankings/robustness",
    operation_id="ask_robustness",
    tags=["analysis"],
    summary="Bảng xếp hạng vững đến đâu / How firm a ranking is",
    responses={200: {"model": robustness_answers.Robustness}},
)
async def ask_robustness(reader: Reading, body: RobustnessBody) -> Response:
    """Rút thăm nhiều lần theo phương pháp và hạt giống do bên gọi nêu: mỗi hạng xuất hiện bao nhiêu lần.

    Draws the ranking again and again by the method and seed that the caller states, and counts each rank of each
    organisation. The same request gives the same answer while the scores are the same. Nothing is written.
    """
    return reply.json(await robustness.ask(reader, body.value()))
