"""Why the feed cannot go on from a cursor."""

from __future__ import annotations

from typing import ClassVar

from shared.kit import errors
from shared.kit.errors import Gone

EXPORT = "/v1/changes/export"


class FeedMoved(Gone):
    """This cursor belongs to another history: the database was restored, copied or moved. Take a full export (GET
    {export}) and go on from its cursor."""

    vi = (
        "Con trỏ này thuộc một lịch sử khác: cơ sở dữ liệu đã được khôi phục, sao chép hoặc chuyển đi. Hãy lấy bản xuất"
        " đầy đủ (GET {export}) rồi đọc tiếp từ con trỏ của bản đó."
    )
    members: ClassVar[dict[str, str]] = {"export": EXPORT}

    def __init__(self) -> None:
        super().__init__(export=EXPORT)


class RightsChanged(Gone):
    """What you may read is not what it was when this cursor was given out. Take a full export (GET {export}), drop what
    it does not hold, and go on from its cursor."""

    vi = (
        "Phạm vi được đọc đã khác so với lúc cấp con trỏ này. Hãy lấy bản xuất đầy đủ (GET {export}), bỏ những gì không"
        " có trong đó, rồi đọc tiếp từ con trỏ của bản đó."
    )
    members: ClassVar[dict[str, str]] = {"export": EXPORT}

    def __init__(self) -> None:
        super().__init__(export=EXPORT)


class CursorTooOld(Gone):
    """This cursor is older than what is kept about deletions. Take a full export (GET {export}) and go on from its
    cursor."""

    vi = (
        "Con trỏ này cũ hơn thời gian lưu thông tin về những gì đã xóa. Hãy lấy bản xuất đầy đủ (GET {export}) rồi đọc"
        " tiếp từ con trỏ của bản đó."
    )
    members: ClassVar[dict[str, str]] = {"export": EXPORT}

    def __init__(self) -> None:
        super().__init__(export=EXPORT)


class ExportNotFound(errors.NotFound):
    """There is no such export of yours: exports are kept for {hours} hours, the two newest of each caller. Make a new
    one."""

    vi = "Không có bản xuất này của bạn: mỗi bên được giữ hai bản mới nhất, trong {hours} giờ. Hãy tạo bản mới."


class TooManyExports(errors.Unavailable):
    """Too many exports are being made; try again in {retry_after} seconds."""

    vi = "Đang có quá nhiều bản xuất được tạo; hãy thử lại sau {retry_after} giây."
