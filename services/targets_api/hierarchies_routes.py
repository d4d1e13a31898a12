"""National codes of organisations, and the hierarchies they stand in."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from fastapi import Query, Response

from services.targets_api import answers, register_answers
from services.targets_api import organisations_bodies as bodies
from shared.identity import guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations import hierarchies, identifiers, values

router = routes.router()
_TAGS: list[str | Enum] = ["organisations"]
Hierarchy = Annotated[
    str,
    Query(
        min_length=1,
        max_length=40,
        pattern=r"^[^\x00]*$",
        description="Mã hệ thống thứ bậc, mặc định hành chính / code of a hierarchy, administrative by default.",
    ),
]


@router.get(
    "/v1/organisations/tree",
    operation_id="get_organisation_tree",
    tags=_TAGS,
    summary="Cây tổ chức tại một ngày / A hierarchy on a day",
    description="Một hệ thống thứ bậc tại `as_of`, theo dữ liệu đã ghi đến `known_at`; nêu cả hai thì câu trả lời không"
    " bao giờ đổi. Mặc định là hệ thống hành chính; `placement` nêu căn cứ của vị trí trong hệ thống khác.\n\nA"
    " hierarchy on `as_of` as known at `known_at`; with both the answer never changes. The administrative one by"
    " default; `placement` is the ground of a place in another.",
    responses={200: {"model": answers.OrganisationTree}},
)
async def get_organisation_tree(
    reader: doors.Reading, at: moments.At, hierarchy: Hierarchy = values.ADMINISTRATIVE
) -> Response:
    """Roots with their children."""
    return reply.json(await hierarchies.tree(reader, at, hierarchy))


@router.get(
    "/v1/organisations/hierarchies",
    operation_id="list_hierarchies",
    tags=_TAGS,
    summary="Các hệ thống thứ bậc / The hierarchies",
    description="Một cơ quan có thể đứng trong nhiều hệ thống: hành chính, ngành dọc, phụ trách chỉ số. `placed` đếm"
    " như đã biết lúc `known_at`; tên gọi theo danh mục hiện nay.\n\nAn organisation may stand in several:"
    " administrative, sectoral, index ownership. `placed` counts as known at `known_at`; the names are the catalog's of"
    " today.",
    responses={200: {"model": register_answers.HierarchyList}},
)
async def list_hierarchies(reader: doors.Reading, at: moments.At) -> Response:
    """All of them."""
    return reply.json(await hierarchies.list_all(reader, at))


@router.get(
    "/v1/organisations/{organisation}/identifiers",
    operation_id="list_organisation_identifiers",
    tags=_TAGS,
    summary="Mã định danh của một cơ quan / The codes of an organisation",
    description="Mọi mã qua các thời kỳ, như đã biết lúc `known_at`; `in_force` tính tại `as_of`.\n\nAll codes over"
    " time as known at `known_at`; `in_force` is as of `as_of`.",
    responses={200: {"model": register_answers.IdentifierList}},
)
async def list_organisation_identifiers(reader: doors.Reading, at: moments.At, organisation: pages.Key) -> Response:
    """All of them."""
    return reply.json(await identifiers.of_organisation(reader, at, organisation))


@router.post(
    "/v1/organisations/{organisation}/identifiers",
    operation_id="state_organisation_identifier",
    tags=_TAGS,
    status_code=201,
    summary="Ghi mã định danh / State a code",
    description="Một mã chỉ của một cơ quan trong một ngày, một cơ quan chỉ có một mã trong một ngày: trái lại là 409,"
    " nêu cả hai. Kết thúc hay đính chính một mã: gửi nội dung mới với `replaces`.\n\nOne organisation a code and one"
    " code an organisation on any day: else 409, naming both. To end or to correct a code, send it anew with"
    " `replaces`.",
    responses={201: {"model": register_answers.Identifier}},
)
async def state_organisation_identifier(
    body: bodies.NewIdentifier, session: doors.Transaction, acting: guard.ActingNow, organisation: pages.Key
) -> Response:
    """The statement."""
    wanted = identifiers.Wanted(organisation, body.code, body.status, body.days(), body.ground(), body.replaces)
    return reply.json((await identifiers.state(session, acting, wanted)).body, 201)


@router.get(
    "/v1/organisations/{organisation}/placements",
    operation_id="list_organisation_placements",
    tags=_TAGS,
    summary="Vị trí của một cơ quan / The places of an organisation",
    description="Mọi vị trí qua các thời kỳ trong các hệ thống ngoài hành chính, như đã biết lúc `known_at`;"
    " `in_force` tính tại `as_of`.\n\nAll places over time in the hierarchies other than the administrative one, as"
    " known at `known_at`; `in_force` is as of `as_of`.",
    responses={200: {"model": register_answers.PlacementList}},
)
async def list_organisation_placements(reader: doors.Reading, at: moments.At, organisation: pages.Key) -> Response:
    """All of them."""
    return reply.json(await hierarchies.of_organisation(reader, at, organisation))


@router.post(
    "/v1/organisations/{organisation}/placements",
    operation_id="place_organisation",
    tags=_TAGS,
    status_code=201,
    summary="Ghi vị trí trong một hệ thống / Place in a hierarchy",
    description="Một cấp trên trong một ngày và một hệ thống (trái lại 409), và không ai là cấp dưới của chính mình"
    " vào bất kỳ ngày nào (422, nêu đường vòng). Vị trí hành chính theo văn bản về thay đổi tổ chức:"
    " `/v1/organisations/changes`.\n\nOne superior a day and hierarchy (else 409), and nobody below itself on any day"
    " (422, naming the way round). The administrative place follows a document of change:"
    " `/v1/organisations/changes`.",
    responses={201: {"model": register_answers.Placement}},
)
async def place_organisation(
    body: bodies.NewPlacement, session: doors.Transaction, acting: guard.ActingNow, organisation: pages.Key
) -> Response:
    """The statement."""
    wanted = hierarchies.Wanted(organisation, body.hierarchy, body.superior, body.days(), body.ground(), body.replaces)
    return reply.json((await hierarchies.place(session, acting, wanted)).body, 201)
