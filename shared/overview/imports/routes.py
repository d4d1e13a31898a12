"""Imports of files, for every resource that is imported: how one ended or how far it is, and how to stop it.

A resource's own route takes the file (`take`); what follows is the same for all.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Path, Query, Request, Response

from shared.identity import guard
from shared.imports import service as imports
from shared.imports import values
from shared.kit import db
from shared.kit.web import doors, language, pages, reply, routes, table_files
from shared.overview.imports import answers

FIRST_PAGE = 50
# What a route that takes a file asks for beside it.
DryRun = Annotated[
    bool,
    Query(
        description="true: chỉ kiểm tra, cùng kết luận và lỗi như khi nhập thật, không ghi gì / only judge: the"
        " verdicts and findings of a real import, and nothing is written."
    ),
]
Prefer = Annotated[
    str | None,
    Header(description="`respond-async`: không chờ, trả lời 202 ngay / do not wait, answer 202 at once (RFC 7240)."),
]
ImportId = Annotated[uuid.UUID, Path(alias="import", description="Id của lần nhập / id of the import.")]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": answers.Import, "description": "Kết quả kiểm tra thử / what a dry run found"},
    201: {"model": answers.Import, "description": "Đã nhập / imported"},
    202: {
        "model": answers.Import,
        "description": "Đã nhận, đang chờ xử lý; theo dõi ở Location / taken, the worker carries it out; see Location",
    },
}


@dataclass(frozen=True)
class Resource:
    """A resource whose rows are imported; `one` is its name in operation ids."""

    kind: str
    one: str
    tag: str
    vi: str
    path: str = ""

    @property
    def address(self) -> str:
        """Where its imports are."""
        return self.path or f"/v1/{self.kind}/imports"


def router_of(resources: Iterable[Resource]) -> APIRouter:
    """Reading and stopping imports of these kinds, at `/v1/<kind>/imports/{import}`."""
    router = routes.router()
    for resource in resources:
        _add(router, resource)
    return router


async def take(
    request: Request,
    session: db.Session,
    importer: values.Importer,
    sent: table_files.Sent,
    *,
    context: values.Context,
    dry_run: bool,
    prefer: str | None = None,
    address: str = "",
) -> Response:
    """Carry out an import now (200 for a dry run, else 201) or lay it down for the worker (202): a large file, many
    rows, or `Prefer: respond-async`. `address`: where its imports are, if not at `/v1/<kind>/imports`.

    Raises ImportRefused with all findings, unless it is a dry run.
    """
    file = values.File(sent.content, sent.media_type, sent.name)
    outcome, kind = None, importer.kind
    if len(file.content) <= imports.MOST_BYTES_AT_ONCE and not _is_async(prefer):
        outcome = await imports.at_once(session, importer, file, dry_run=dry_run, context=context)
    if outcome is None:
        await imports.lay_down(session, kind, file, dry_run=dry_run, context=context)
    item = await imports.as_json(
        session,
        kind,
        context.id,
        organisation=context.actor.organisation,
        limit=FIRST_PAGE,
        language=language.of(request),
    )
    headers = {"Location": f"{address or f'/v1/{kind}/imports'}/{context.id}"}
    if outcome is None:
        return reply.json(_with_cursor(item), 202, headers)
    return reply.json(_with_cursor(item), 200 if dry_run else 201, headers)


def _is_async(prefer: str | None) -> bool:
    return any(part.strip().lower() == "respond-async" for part in (prefer or "").split(","))


def _with_cursor(item: bytes) -> bytes:
    """The first page with its cursor, which is one of the import's own address."""
    said = orjson.loads(item)
    keys = said.pop("next_keys")
    return orjson.dumps({**said, "next": pages.encode(*keys) if keys else None})


def _reading(resource: Resource) -> Callable[..., Awaitable[Response]]:
    async def read(
        *,
        request: Request,
        reader: doors.Reading,
        caller: guard.Caller,
        import_id: ImportId,
        verdict: values.Judged | None = None,
        limit: pages.Limit = pages.DEFAULT_LIMIT,
        cursor: pages.Cursor = None,
    ) -> Response:
        (after,) = pages.decode(cursor, pages.place)
        found = await imports.as_json(
            reader,
            resource.kind,
            import_id,
            organisation=caller.organisation,
            verdict=verdict,
            after=after,
            limit=limit,
            language=language.of(request),
        )
        return pages.respond(request, found)

    return read


def _cancelling(resource: Resource) -> Callable[..., Awaitable[Response]]:
    async def cancel(
        *, request: Request, session: doors.Transaction, caller: guard.Caller, import_id: ImportId
    ) -> Response:
        await imports.cancel(session, resource.kind, import_id, organisation=caller.organisation)
        found = await imports.as_json(
            session,
            resource.kind,
            import_id,
            organisation=caller.organisation,
            limit=FIRST_PAGE,
            language=language.of(request),
        )
        return reply.json(_with_cursor(found), 202)

    return cancel


def _add(router: APIRouter, resource: Resource) -> None:
    address = f"{resource.address}/{{import}}"
    router.add_api_route(
        address,
        _reading(resource),
        methods=["GET"],
        operation_id=f"get_{resource.one}_import",
        tags=[resource.tag],
        summary=f"Một lần nhập {resource.vi} / One import of {resource.kind}",
        description="Đang làm đến đâu, kết thúc thế nào, kết luận cho từng dòng. Chỉ cơ quan đã gửi tệp"
        " thấy; giữ 90 ngày.\n\nHow far it is, how it ended, and a verdict for each row. Only the organisation that"
        " sent the file sees it; kept for 90 days.",
        responses={200: {"model": answers.Import}},
        response_model=None,
    )
    router.add_api_route(
        f"{address}/cancel",
        _cancelling(resource),
        methods=["POST"],
        operation_id=f"cancel_{resource.one}_import",
        tags=[resource.tag],
        summary=f"Hủy một lần nhập {resource.vi} / Cancel an import of {resource.kind}",
        description="Lần nhập chưa kết thúc sẽ dừng ở bước kế tiếp và không ghi gì; đã kết thúc thì 409.\n\n"
        "An import that has not ended stops at its next step, with nothing written; one that has is 409.",
        status_code=202,
        responses={202: {"model": answers.Import, "description": "Đã yêu cầu dừng / asked to stop"}},
        response_model=None,
    )
