"""What if: suppositions over an assessment. A POST that only asks."""

from __future__ import annotations

import uuid

from fastapi import Response

from services.scoring_api import what_if_answers
from services.scoring_api.what_if_bodies import WhatIfBody
from shared.analysis.what_if import service as what_if
from shared.kit.web import reply, routes
from shared.kit.web.doors import Reading

router = routes.asking_router()


@router.post(
    "/v1/assessments/{assessment}/what-if",
    operation_id="ask_what_if",
    tags=["analysis"],
    summary="Nếu như thế thì sao / What if",
    responses={200: {"model": what_if_answers.WhatIf}},
)
async def ask_what_if(reader: Reading, assessment: uuid.UUID, body: WhatIfBody) -> Response:
    """Mọi con số trước và sau các giả định, kèm chênh lệch và hạng; không gì được ghi, không cần Idempotency-Key.

    Every figure of the newest run before and after the suppositions, with differences, and the rank where others'
    totals are known. Nothing is written: no Idempotency-Key is needed, and none is looked at.
    """
    return reply.json(await what_if.ask(reader, assessment, [one.value() for one in body.overrides]))
