"""Delegations: given by who holds the role, used without saying so, revoked at any time."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from services.gateway import delegations_answers as answers
from services.gateway import delegations_bodies as bodies
from shared.identity import delegations, guard
from shared.identity import delegations_rules as rules
from shared.kit.web import conditional, doors, pages, reply, routes

router = routes.router()
_TAGS: list[str | Enum] = ["identity"]


def _acting(caller: guard.Caller, actor: guard.Acting, now: doors.Now) -> delegations.Acting:
    return delegations.Acting(caller, actor, now)


Acting = Annotated[delegations.Acting, Depends(_acting)]


@router.get(
    "/v1/delegations",
    operation_id="list_delegations",
    tags=_TAGS,
    summary="Danh sách ủy quyền / Delegations",
    responses={200: {"model": answers.DelegationPage}},
)
async def list_delegations(
    request: Request,
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    *,
    organisation: pages.Word = None,
    state: Annotated[rules.State | None, Query(description="Tình trạng hôm nay / state today.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Ủy quyền đã cho và đã nhận; quản trị và kiểm toán thấy tất cả. Mới nhất trước.

    Those given and received; administrators and auditors see all. The newest first.
    """
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    page = await delegations.list_page(
        reader, caller, now, organisation=organisation, state=state, after=after, limit=limit, total=total
    )
    return pages.respond(request, page)


@router.post(
    "/v1/delegations",
    operation_id="give_delegation",
    tags=_TAGS,
    status_code=201,
    summary="Ủy quyền, giao ký thay / Delegate",
    responses={201: {"model": answers.Delegation}},
)
async def give_delegation(body: bodies.NewDelegation, session: doors.Transaction, acting: Acting) -> Response:
    """Người giữ vai trò giao cho một người cùng cơ quan, có thời hạn và văn bản. Người nhận không được ủy quyền lại.
    Ghi vết và báo cáo đã ký nêu cả hai người; quy tắc hai người tính cả hai.

    Who holds the role lends it to a colleague, with dates and a document. Who received it does not lend it on. The
    audit trail and what is signed name both persons; rules of two persons count both.
    """
    wanted = delegations.Wanted(
        to_subject=body.to_subject,
        roles=body.roles,
        first_on=body.valid_from or acting.clock.today(),
        last_on=body.valid_to,
        document=body.document,
        reason=body.reason,
    )
    return _answer(await delegations.give(session, acting, wanted), created=True)


@router.get(
    "/v1/delegations/{delegation}",
    operation_id="get_delegation",
    tags=_TAGS,
    summary="Một ủy quyền / One delegation",
    responses={200: {"model": answers.Delegation}},
)
async def get_delegation(
    delegation: uuid.UUID, reader: doors.Reading, caller: guard.Caller, now: doors.Now
) -> Response:
    """Kèm tình trạng hôm nay. / With its state today."""
    return _answer(await delegations.get(reader, caller, now, delegation))


@router.post(
    "/v1/delegations/{delegation}/revoke",
    operation_id="revoke_delegation",
    tags=_TAGS,
    summary="Chấm dứt ủy quyền / Revoke a delegation",
    responses={200: {"model": answers.Delegation}},
    openapi_extra=conditional.declared(required=False),
)
async def revoke_delegation(
    delegation: uuid.UUID,
    body: bodies.DelegationRevocation,
    request: Request,
    session: doors.Transaction,
    acting: Acting,
) -> Response:
    """Có hiệu lực ngay; người cho, người nhận hoặc quản trị viên. / At once; by giver, receiver or administrator."""
    match = conditional.matching(request)
    return _answer(await delegations.revoke(session, acting, delegation, body.reason, match=match))


def _answer(viewed: delegations.Viewed, *, created: bool = False) -> Response:
    headers = {"ETag": conditional.etag(viewed.version)}
    if created:
        headers["Location"] = f"/v1/delegations/{viewed.id}"
    return reply.json(viewed.body, 201 if created else 200, headers)
