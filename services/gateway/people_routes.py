"""People: which organisation and roles an administrator gives to whom, from when until when."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import Annotated

from fastapi import Query, Request, Response

from services.gateway import oauth
from services.gateway import people_answers as answers
from services.gateway import people_bodies as bodies
from shared.identity import guard, people, values
from shared.kit.web import conditional, doors, pages, reply, routes

router = routes.router()
_TAGS: list[str | Enum] = ["identity"]


@router.get(
    "/v1/people",
    operation_id="list_people",
    tags=_TAGS,
    summary="Danh sách phân công / Assignments",
    responses={200: {"model": answers.RoleAssignmentPage}},
)
async def list_people(
    request: Request,
    reader: doors.Reading,
    now: doors.Now,
    *,
    organisation: pages.Word = None,
    issuer: pages.Word = None,
    subject: Annotated[
        str | None, Query(min_length=1, max_length=255, pattern=r"^[^\x00]*$", description="`sub` của SSO / its `sub`.")
    ] = None,
    role: Annotated[values.PersonRole | None, Query(description="Vai trò / role.")] = None,
    state: Annotated[people.State | None, Query(description="Tình trạng hôm nay / state today.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Ai thuộc cơ quan nào, với vai trò gì, mới nhất trước. / Who is of which organisation, the newest first."""
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    wanted = people.Filter(organisation, issuer, subject, role, state)
    return pages.respond(request, await people.list_page(reader, now, wanted, after=after, limit=limit, total=total))


@router.post(
    "/v1/people",
    operation_id="assign_person",
    tags=_TAGS,
    status_code=201,
    summary="Phân công cơ quan, vai trò / Assign organisation and roles",
    responses={201: {"model": answers.RoleAssignment}},
)
async def assign_person(
    body: bodies.NewAssignment, session: doors.Transaction, acting: guard.ActingNow, officer: oauth.Officer
) -> Response:
    """Cho người mà SSO không cung cấp cơ quan, vai trò. Không ai tự phân công cho mình.

    For a person whose sign-on carries neither. Nobody assigns roles to themselves.
    """
    wanted = people.Wanted(
        issuer=body.issuer,
        subject=body.subject,
        organisation=body.organisation,
        roles=body.roles,
        first_on=body.valid_from or acting.clock.today(),
        last_on=body.valid_to,
        reason=body.reason,
    )
    given = await people.assign(session, acting, wanted, assigning=officer.sign_ons.assigning)
    return _answer(given, created=True)


@router.get(
    "/v1/people/{assignment}",
    operation_id="get_person",
    tags=_TAGS,
    summary="Một lần phân công / One assignment",
    responses={200: {"model": answers.RoleAssignment}},
)
async def get_person(reader: doors.Reading, now: doors.Now, assignment: uuid.UUID) -> Response:
    """Kèm tình trạng hôm nay. / With its state today."""
    return _answer(await people.get(reader, now, assignment))


@router.post(
    "/v1/people/{assignment}/end",
    operation_id="end_person",
    tags=_TAGS,
    summary="Kết thúc phân công / End an assignment",
    responses={200: {"model": answers.RoleAssignment}},
    openapi_extra=conditional.declared(required=False),
)
async def end_person(
    *,
    assignment: uuid.UUID,
    body: bodies.AssignmentEnd,
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
) -> Response:
    """Mã truy cập đã cấp mất hiệu lực trong một phút. Không thể bỏ quản trị viên cuối cùng.

    Tokens that were issued end within a minute. The last administrator stays.
    """
    match = conditional.matching(request)
    return _answer(await people.end(session, acting, assignment, body.reason, body.valid_to, match=match))


def _answer(viewed: people.Viewed, *, created: bool = False) -> Response:
    headers = {"ETag": conditional.etag(viewed.version)}
    if created:
        headers["Location"] = f"/v1/people/{viewed.id}"
    return reply.json(viewed.body, 201 if created else 200, headers)
