"""Service accounts: made, narrowed, given another secret and ended by administrators."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import Enum
from typing import Annotated

from fastapi import Query, Request, Response

from services.gateway import accounts_answers as answers
from services.gateway import accounts_bodies as bodies
from shared.identity import accounts, guard
from shared.kit.web import conditional, doors, pages, reply, routes

router = routes.router()
_TAGS: list[str | Enum] = ["identity"]


@router.get(
    "/v1/service-accounts",
    operation_id="list_service_accounts",
    tags=_TAGS,
    summary="Danh sách tài khoản dịch vụ / Service accounts",
    responses={200: {"model": answers.ServiceAccountPage}},
)
async def list_service_accounts(
    request: Request,
    reader: doors.Reading,
    now: doors.Now,
    *,
    organisation: pages.Word = None,
    state: Annotated[accounts.State | None, Query(description="Tình trạng / state.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Tài khoản mới nhất trước; không bao giờ kèm khóa. / The newest first; never with a secret."""
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    page = await accounts.list_page(
        reader, now, organisation=organisation, state=state, after=after, limit=limit, total=total
    )
    return pages.respond(request, page)


@router.post(
    "/v1/service-accounts",
    operation_id="create_service_account",
    tags=_TAGS,
    status_code=201,
    summary="Tạo tài khoản dịch vụ / Make a service account",
    responses={201: {"model": answers.ServiceAccountWithSecret}},
)
async def create_service_account(
    body: bodies.NewServiceAccount, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """Khóa bí mật chỉ hiển thị trong câu trả lời này. / The secret is shown in this answer only."""
    return _shown_once(await accounts.create(session, acting, body.content(), body.organisation))


@router.get(
    "/v1/service-accounts/{account}",
    operation_id="get_service_account",
    tags=_TAGS,
    summary="Một tài khoản dịch vụ / One service account",
    responses={200: {"model": answers.ServiceAccount}},
)
async def get_service_account(reader: doors.Reading, now: doors.Now, account: pages.Key) -> Response:
    """Theo id hoặc client_id. / By id or client_id."""
    return _answer(await accounts.get(reader, now, account))


@router.patch(
    "/v1/service-accounts/{account}",
    operation_id="change_service_account",
    tags=_TAGS,
    summary="Đổi tên, phạm vi, thời hạn / Change name, scopes, expiry",
    responses={200: {"model": answers.ServiceAccount}},
    openapi_extra=conditional.declared(required=True),
)
async def change_service_account(
    *,
    body: bodies.ServiceAccountChange,
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    account: pages.Key,
) -> Response:
    """Thu hẹp phạm vi hoặc thời hạn thì mã truy cập đã cấp mất hiệu lực trong một phút.

    Less scope or time takes back the tokens that were issued, within a minute.
    """
    match = conditional.matching(request, required=True)
    return _answer(await accounts.change(session, acting, account, body.made_of, match=match))


@router.post(
    "/v1/service-accounts/{account}/secrets",
    operation_id="rotate_service_account_secret",
    tags=_TAGS,
    status_code=201,
    summary="Đổi khóa bí mật / Rotate the secret",
    responses={201: {"model": answers.ServiceAccountWithSecret}},
    openapi_extra=conditional.declared(required=False),
)
async def rotate_service_account_secret(
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    account: pages.Key,
    body: bodies.SecretRotation | None = None,
) -> Response:
    """Khóa mới chỉ hiển thị lần này; khóa cũ còn dùng được trong thời gian gia hạn. Mã truy cập đã cấp mất hiệu lực
    trong một phút.

    The new secret is shown this once; those before it work for the grace that is stated. Tokens issued before are
    taken back within a minute.
    """
    said = None if body is None else body.grace_seconds
    grace = dt.timedelta(seconds=request.app.state.configured.secret_grace_s if said is None else said)
    match = conditional.matching(request)
    return _shown_once(await accounts.rotate(session, acting, account, grace, match=match))


@router.post(
    "/v1/service-accounts/{account}/disable",
    operation_id="disable_service_account",
    tags=_TAGS,
    summary="Ngừng hẳn tài khoản / Disable for good",
    responses={200: {"model": answers.ServiceAccount}},
    openapi_extra=conditional.declared(required=False),
)
async def disable_service_account(
    request: Request, session: doors.Transaction, acting: guard.ActingNow, account: pages.Key
) -> Response:
    """Khóa hết hiệu lực ngay, mã truy cập trong một phút; không mở lại được.

    Its secrets end now, its tokens within a minute; it is never opened again.
    """
    return _answer(await accounts.disable(session, acting, account, match=conditional.matching(request)))


def _answer(viewed: accounts.Viewed) -> Response:
    return reply.json(viewed.body, headers={"ETag": conditional.etag(viewed.version)})


def _shown_once(issued: accounts.Issued) -> Response:
    headers = {
        "Location": f"/v1/service-accounts/{issued.account['id']}",
        "ETag": conditional.etag(issued.account["version"]),
    }
    body = {**issued.account, "client_secret": issued.secret}
    return reply.secret(body, field="client_secret", headers=headers)
