"""The audit trail, the access log and the signed checkpoints, for auditors. Reading them is itself recorded."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response

from services.gateway import audit_answers as answers
from shared.audit import reading
from shared.audit import service as audit
from shared.identity import guard
from shared.kit.settings import ServiceSettings
from shared.kit.web import doors, moments, pages, reply, routes

router = routes.router()
_TAGS: list[str | Enum] = ["audit"]
_HIGHEST = 2**63 - 1

Until = Annotated[moments.Instant, Query(description="Trước thời điểm này / before this instant.")]
From = Annotated[moments.Instant, Query(alias="from", description="Từ thời điểm này / from this instant on.")]


def _exactly(text: str) -> Any:
    return Query(min_length=1, max_length=300, pattern=r"^[^\x00]*$", description=text)


Subject = Annotated[str | None, _exactly("Người thao tác (`sub`) / who acted.")]
OnBehalfOf = Annotated[str | None, _exactly("Người đã ủy quyền / whose authority was lent.")]
Organisation = Annotated[str | None, _exactly("Cơ quan của người thao tác (slug) / the actor's organisation.")]
Action = Annotated[str | None, _exactly("Hành động, như `evidence.decide` / what was done, as written.")]
EntityKind = Annotated[str | None, _exactly("Loại đối tượng, như `evidence` / the kind of thing.")]
EntityId = Annotated[str | None, _exactly("Id của đối tượng / the thing's id.")]
RequestId = Annotated[str | None, _exactly("`request_id` của yêu cầu / of the request.")]
Operation = Annotated[str | None, _exactly("operationId đã gọi / the operation that was called.")]


def _place(text: str) -> int:
    value = int(text)
    if not 0 < value <= _HIGHEST:
        raise ValueError(text)
    return value


def _entries(
    *,
    subject: Subject = None,
    on_behalf_of: OnBehalfOf = None,
    organisation: Organisation = None,
    action: Action = None,
    entity_kind: EntityKind = None,
    entity_id: EntityId = None,
    request_id: RequestId = None,
    begin: From = None,
    until: Until = None,
) -> reading.Filter:
    return reading.Filter(subject, on_behalf_of, organisation, action, entity_kind, entity_id, request_id, begin, until)


def _accesses(
    *,
    subject: Subject = None,
    operation: Operation = None,
    entity_kind: EntityKind = None,
    entity_id: EntityId = None,
    begin: From = None,
    until: Until = None,
) -> reading.AccessFilter:
    return reading.AccessFilter(subject, operation, entity_kind, entity_id, begin, until)


async def _note(request: Request, session: doors.Transaction, actor: guard.Acting) -> None:
    """Committed before the answer is sent; what was asked for stands in `detail`.

    FastAPI comes here although another parameter may be refused afterwards, which takes this back: what PostgreSQL
    cannot hold is left out rather than answered 500.
    """
    asked = {name: value for name, value in request.query_params.items() if "\x00" not in name + value}
    await audit.record_reading(
        session,
        actor,
        operation=request.scope["route"].operation_id,
        entity_kind="audit",
        entity_id=request.path_params.get("entry"),
        detail=asked or None,
    )


Noted = Depends(_note)


@router.get(
    "/v1/audit",
    operation_id="list_audit_entries",
    tags=_TAGS,
    summary="Nhật ký kiểm toán / Audit trail",
    dependencies=[Noted],
    responses={200: {"model": answers.AuditEntryPage}},
)
async def list_audit_entries(
    request: Request,
    reader: doors.Reading,
    *,
    wanted: Annotated[reading.Filter, Depends(_entries)],
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Ai làm gì, thay ai, trước và sau; mới nhất trước. Lượt xem này được ghi nhật ký truy cập.

    Who did what for whom, before and after, the newest first. This reading is written to the access log.
    """
    (after,) = pages.decode(cursor, _place)
    return pages.respond(request, await reading.list_entries(reader, wanted, after=after, limit=limit, total=total))


@router.get(
    "/v1/audit/accesses",
    operation_id="list_audit_accesses",
    tags=_TAGS,
    summary="Nhật ký truy cập / Access log",
    dependencies=[Noted],
    responses={200: {"model": answers.AuditAccessPage}},
)
async def list_audit_accesses(
    request: Request,
    reader: doors.Reading,
    *,
    wanted: Annotated[reading.AccessFilter, Depends(_accesses)],
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Ai đã xem tài liệu không công khai hoặc nhật ký kiểm toán; mới nhất trước.

    Who read confidential evidence or the audit trail, the newest first.
    """
    (after,) = pages.decode(cursor, _place)
    return pages.respond(request, await reading.list_accesses(reader, wanted, after=after, limit=limit, total=total))


@router.get(
    "/v1/audit/checkpoints",
    operation_id="list_audit_checkpoints",
    tags=_TAGS,
    summary="Điểm kiểm tra đã ký / Signed checkpoints",
    dependencies=[Noted],
    responses={200: {"model": answers.AuditCheckpointPage}},
)
async def list_audit_checkpoints(
    request: Request, reader: doors.Reading, limit: pages.Limit = 20, cursor: pages.Cursor = None
) -> Response:
    """Các dòng JWS mới nhất trước và khóa công khai; hãy giữ bản sao ở nơi khác để đối chiếu về sau.

    The signed lines, newest first, with the public keys; keep a copy elsewhere: it proves later what nobody here could
    change in it.
    """
    (before,) = pages.decode(cursor, _place)
    configured: ServiceSettings = request.app.state.configured
    page = await reading.list_checkpoints(reader, configured.checkpoints_dir, before=before, limit=limit)
    return pages.respond(request, page)


@router.get(
    "/v1/audit/{entry}",
    operation_id="get_audit_entry",
    tags=_TAGS,
    summary="Một bản ghi kiểm toán / One audit entry",
    dependencies=[Noted],
    responses={200: {"model": answers.AuditEntry}},
)
async def get_audit_entry(
    reader: doors.Reading, entry: Annotated[int, Path(ge=1, le=_HIGHEST, description="Số của bản ghi / its number.")]
) -> Response:
    """Bản ghi và mắt xích của nó trong chuỗi. / The entry and its link in the chain."""
    return reply.json(await reading.get_entry(reader, entry))
