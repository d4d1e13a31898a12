"""Changes of the register as documents: recorded, previewed, listed; and who took whose place."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from fastapi import Path, Query, Request, Response

from services.targets_api import organisation_changes_answers as answers
from services.targets_api import organisation_changes_bodies as bodies
from shared.identity import guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations import service as organisations
from shared.organisations.changes import service as changes
from shared.organisations.changes import values
from shared.reorganisation import service as reorganisation

router = routes.router()
Change = Annotated[uuid.UUID, Path(description="Id của thay đổi / id of the change.")]


@router.get(
    "/v1/organisations/changes",
    operation_id="list_organisation_changes",
    tags=["organisations"],
    summary="Các thay đổi tổ chức / Changes of the register",
    description="Hợp nhất, chia tách, đổi tên, giải thể, chuyển nhiệm vụ, đổi cấp trên: mới nhất trước, như đã ghi đến"
    " `known_at`. Chỉ biết tháng hoặc năm thì `effective_precision` nói rõ và `effective_on` là ngày đầu.\n\nMergers,"
    " splits, renamings, abolitions, transfers of duties, moves: the latest first, as recorded by `known_at`. Where"
    " only the month or year is known `effective_precision` says so, and `effective_on` is its first day.",
    responses={200: {"model": answers.OrganisationChangePage}},
)
async def list_organisation_changes(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    organisation: pages.Word = None,
    kind: Annotated[values.Kind | None, Query(description="Loại thay đổi / kind of change.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    page = await changes.list_page(
        reader,
        at,
        organisation=await organisations.filter_id(reader, "organisation", organisation),
        kind=kind,
        after=pages.decode(cursor, dt.date.fromisoformat, pages.place),
        limit=limit,
        total=total,
    )
    return pages.respond(request, page)


@router.post(
    "/v1/organisations/changes",
    operation_id="record_organisation_change",
    tags=["organisations"],
    status_code=201,
    summary="Ghi một thay đổi tổ chức / Record a change",
    description="Ghi theo văn bản; nhiệm vụ, nhóm, nghĩa vụ báo cáo và nhiệm vụ còn dở chuyển theo trong cùng giao"
    " dịch, `effects` nêu rõ. `dry_run=true`: chỉ xem trước, không ghi gì. Những gì đã biết trước đó vẫn đọc được bằng"
    " `known_at`.\n\nAs a document says; duties, groups, reporting obligations and open tasks follow in the same"
    " transaction, and `effects` tells them. `dry_run=true` only previews and writes nothing. What was known before"
    " stays readable with `known_at`.",
    responses={
        200: {"model": answers.RecordedChange, "description": "Xem trước (`dry_run`) / the preview (`dry_run`)"},
        201: {"model": answers.RecordedChange},
    },
)
async def record_organisation_change(
    body: bodies.OrganisationChangeBody,
    session: doors.Transaction,
    acting: guard.ActingNow,
    *,
    dry_run: Annotated[bool, Query(description="Chỉ xem trước / preview only.")] = False,
) -> Response:
    """Recorded and carried out, or previewed."""
    if dry_run:
        return reply.json((await reorganisation.preview(session, acting, body.proposal())).body)
    outcome = await reorganisation.record(session, acting, body.proposal())
    return reply.json(outcome.body, status=201, headers={"Location": f"/v1/organisations/changes/{outcome.id}"})


@router.get(
    "/v1/organisations/changes/{change}",
    operation_id="get_organisation_change",
    tags=["organisations"],
    summary="Một thay đổi tổ chức / One change",
    description="Kể cả thay đổi đã được ghi lại (`replaced_by`).\n\nAlso one that was stated anew since"
    " (`replaced_by`).",
    responses={200: {"model": answers.OneOrganisationChange}},
)
async def get_organisation_change(reader: doors.Reading, change: Change) -> Response:
    """One object."""
    return reply.json(await changes.get(reader, change))


@router.get(
    "/v1/organisations/{organisation}/lineage",
    operation_id="get_organisation_lineage",
    tags=["organisations"],
    summary="Tiền thân và kế thừa / Predecessors and successors",
    description="Những cơ quan mà cơ quan này thay thế và những cơ quan thay thế nó đến ngày `as_of`, qua từng thay"
    " đổi, kèm ngày và độ chắc chắn; cả khi cơ quan không còn.\n\nWhose place it took and who took its own by `as_of`,"
    " step by step, with days and certainty; also of one that has ended.",
    responses={200: {"model": answers.Lineage}},
)
async def get_organisation_lineage(reader: doors.Reading, at: moments.At, organisation: pages.Key) -> Response:
    """Both directions."""
    return reply.json(await organisations.lineage(reader, at, organisation))
