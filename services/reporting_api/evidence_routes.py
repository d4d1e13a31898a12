"""Evidence (tài liệu kiểm chứng): post, list, read, decide, withdraw."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import FileResponse

from services.reporting_api import evidence_answers as answers
from services.reporting_api.evidence_bodies import DecisionBody
from services.reporting_api.uploads import Upload
from shared.assessments import service as assessments
from shared.evidence import cascades, papers, rights, service, values
from shared.frameworks import service as frameworks
from shared.identity.guard import Acting, Caller
from shared.kit import exact_json
from shared.kit.web import pages, reply, routes
from shared.kit.web.doors import Now, Reading, Transaction
from shared.tasks import service as tasks

router = routes.router()
_MOST_NAMED = 5  # owners in a warning: a task may be given to every district


@router.post(
    "/v1/evidence",
    operation_id="post_evidence",
    status_code=201,
    tags=["evidence"],
    summary="Nộp tài liệu kiểm chứng / Post evidence",
    response_model=None,
    responses={201: {"model": answers.EvidencePosted}},
)
async def post_evidence(
    upload: Upload, session: Transaction, actor: Acting, now: Now, response: Response
) -> dict[str, object]:
    """Nộp một tệp cho một hay nhiều chỉ số thành phần; điểm được tính lại trong vài giây.

    One file for one or several components; scores follow within seconds. `assessment_version` is what to wait for:
    `GET /v1/assessments/{id}/scores?min_version=…&wait=10`.
    """
    said = upload.submission
    foreign = await tasks.foreign_components(
        session, said.assessment, said.components, actor.organisation, on=now.today()
    )
    posted = await service.post(
        session, actor, now, said, upload.sent.file, draft=upload.sent.path, folder=upload.sent.folder
    )
    warnings = [*posted.warnings, *(not_the_owner(code, owners) for code, owners in foreign.items())]
    response.headers["Location"] = f"/v1/evidence/{posted.id}"
    return {**asdict(posted), "warnings": [asdict(warning) for warning in warnings]}


def not_the_owner(code: str, owners: Mapping[str, str]) -> values.Warned:
    """The warning that a component's tasks name others; `owners` are their names by slug."""
    named = ", ".join(f"{name} ({slug})" for slug, name in sorted(owners.items())[:_MOST_NAMED])
    named += ", …" if len(owners) > _MOST_NAMED else ""
    return values.Warned(
        "not_the_owner",
        f"Chỉ số thành phần {code} được giao cho {named}; tài liệu vẫn được nhận.",
        f"Component {code} is given to {named}; the evidence is taken all the same.",
    )


@router.get(
    "/v1/evidence",
    operation_id="list_evidence",
    tags=["evidence"],
    summary="Tài liệu đã nộp / Evidence",
    responses={200: {"model": answers.EvidencePage}},
)
async def list_evidence(
    request: Request,
    reader: Reading,
    caller: Caller,
    now: Now,
    *,
    assessment: uuid.UUID | None = None,
    component: pages.Word = None,
    undecided: Annotated[
        bool,
        Query(
            description="Chỉ tài liệu đang chờ kết luận, thuộc kỳ còn mở / only evidence that waits for a decision, of"
            " open assessments."
        ),
    ] = False,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Tài liệu của cơ quan mình (cơ quan thường trực, ban chỉ đạo, kiểm tra thấy của cả tỉnh), mới nhất trước.

    An organisation's own evidence (the coordinating department's reviewers and coordinators, the committee and
    auditors see the province's), newest first, with the decisions in force.
    """
    readable = await rights.of(reader, caller, now)
    wanted = values.Filter(
        readable,
        await assessments.filter_id(reader, "assessment", assessment),
        await frameworks.check_component(reader, "component", component),
        undecided,
    )
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    page = await service.list_page(reader, wanted, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/evidence/{evidence}",
    operation_id="get_evidence",
    tags=["evidence"],
    summary="Một tài liệu / One piece",
    responses={200: {"model": answers.Evidence}},
)
async def get_evidence(reader: Reading, caller: Caller, now: Now, evidence: uuid.UUID) -> Response:
    """Tài liệu với bản mới nhất và kết luận theo từng chỉ số thành phần. / With its latest revision and decisions."""
    found = await service.as_json(reader, evidence, await rights.of(reader, caller, now))
    return reply.json(found)


@router.get(
    "/v1/evidence/{evidence}/content",
    operation_id="get_evidence_content",
    tags=["evidence"],
    summary="Tệp đã nộp / The file",
    response_class=FileResponse,
    responses=papers.IN_OPENAPI,
)
async def get_evidence_content(
    request: Request,
    reader: Reading,
    session: Transaction,
    *,
    caller: Caller,
    actor: Acting,
    now: Now,
    evidence: uuid.UUID,
) -> Response:
    """Tệp nguyên như đã nộp; ETag là SHA-256. Lượt xem được ghi nhật ký truy cập.

    The file as it was sent; its ETag is its SHA-256. Who reads it is written to the access log first.
    """
    found = await service.file_of(reader, evidence, await rights.of(reader, caller, now))
    return await papers.show(
        request, session, actor, found, operation="get_evidence_content", entity=("evidence", evidence)
    )


@router.post(
    "/v1/evidence/{evidence}/decisions",
    operation_id="decide_evidence",
    status_code=201,
    tags=["evidence"],
    summary="Thẩm định / Decide",
    responses={201: {"model": answers.Decided}},
)
async def decide_evidence(
    session: Transaction, caller: Caller, actor: Acting, now: Now, *, evidence: uuid.UUID, body: DecisionBody
) -> Response:
    """Chấp nhận, chấp nhận một phần hoặc từ chối; kết luận sau thay kết luận trước.

    Accept, partly accept or reject for one component; the latest decision of a revision and component holds. With
    `all_components` a rejection is of the whole document: every score that rests on it (`/impact`) is computed again.
    """
    said, decision = {"evidence_id": evidence}, body.verdicts()
    if body.all_components:
        made = await cascades.reject(session, caller, actor, now, **said, decision=decision)
    else:
        made = [await service.decide(session, caller, actor, now, **said, decision=decision)]
    decisions = [{"id": one.id, "component": one.component, "part": one.part} for one in made]
    return reply.json(exact_json.dump({**asdict(made[-1]), "decisions": decisions}), 201)


@router.post(
    "/v1/evidence/{evidence}/withdraw",
    operation_id="withdraw_evidence",
    tags=["evidence"],
    summary="Rút lại tài liệu / Withdraw",
    response_model=None,
    responses={200: {"model": answers.Withdrawn}},
)
async def withdraw_evidence(
    session: Transaction, caller: Caller, actor: Acting, now: Now, *, evidence: uuid.UUID
) -> dict[str, object]:
    """Tài liệu không còn được tính; mọi bản ghi vẫn giữ. / It stops counting; every record stays."""
    version = await service.withdraw(session, caller, actor, now, evidence)
    return {"id": evidence, "assessment_version": version}
