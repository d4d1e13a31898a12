"""The change feed."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import Query, Request, Response

from services.targets_api import changes_answers as answers
from shared.identity import guard
from shared.kit import db
from shared.kit.web import doors, pages, reply, routes
from shared.overview.changes import cursor as cursors
from shared.overview.changes import service as changes

router = routes.router()
Limit = Annotated[
    int, Query(ge=1, le=pages.MAX_LIMIT, description="Nhiều nhất bao nhiêu dòng / rows per page, at most.")
]
Cursor = Annotated[
    str | None,
    Query(
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="`next` của trang trước, hoặc `cursor` của bản xuất; không có thì đọc từ đầu. / `next` of the page"
        " before, or an export's `cursor`; without one from the beginning.",
    ),
]


@router.get(
    "/v1/changes",
    operation_id="list_changes",
    tags=["changes"],
    summary="Luồng thay đổi / The change feed",
    description="Những gì đã thay đổi từ `cursor`, theo thứ tự, trong phạm vi bên gọi được đọc: cơ quan, chỉ tiêu, số"
    " liệu, nhiệm vụ, nghĩa vụ báo cáo, báo cáo, thông tin tài liệu minh chứng, điểm, bảng xếp hạng. Mỗi đối tượng"
    " đứng ở chỗ thay đổi gần nhất của nó, với nội dung hiện tại; đối tượng không còn trong phạm vi được đọc đến dưới"
    " dạng `delete`. Một dòng có thể đến hai lần, không bao giờ bị bỏ sót. Tài khoản dịch vụ cần phạm vi"
    " `changes:read`, và thêm phạm vi của từng loại: `targets:read` cho số liệu và nhiệm vụ, `reports:read`,"
    " `evidence:read`, `scores:read`. 410: con trỏ không dùng được nữa (`export` là địa chỉ của bản xuất đầy"
    " đủ).\n\nWhat changed since `cursor`, in order, of what the caller may read: organisations, targets, measurements,"
    " tasks, obligations, reports, metadata of evidence, scores, rankings. Each thing stands where it changed last,"
    " with its present body; what has left the caller's rights comes as `delete`. A row may come twice and is never"
    " missed. A service account needs the scope `changes:read` and that of each kind: `targets:read` for measurements"
    " and tasks, `reports:read`, `evidence:read`, `scores:read`. 410: the cursor cannot be gone on from (`export` is"
    " the address of a full export).",
    responses={200: {"model": answers.Changes}},
)
async def list_changes(
    request: Request,
    caller: guard.Caller,
    now: doors.Now,
    *,
    cursor: Cursor = None,
    limit: Limit = pages.MAX_LIMIT,
) -> Response:
    """One page."""
    database: db.Database = request.app.state.database
    after = None if cursor is None else cursors.decode(cursor)
    page = await changes.page(database, caller, now, after=after, limit=limit)
    rest = orjson.dumps(
        {"next": cursors.encode(page.next), "more": page.more, "lag_seconds": round(page.lag_seconds, 3)}
    )
    return reply.json(b'{"items":' + page.items.encode() + b"," + rest[1:])
