"""What is refused of spending."""

from __future__ import annotations

from shared.kit import errors


class SpendingRefused(errors.Invalid):
    """This set of spending cannot be recorded; see the fields."""

    vi = "Không ghi được bộ số liệu chi này; xem danh sách trường."


class SpendingSettled(errors.Conflict):
    """A final set of this organisation and year stands; an estimate after it must say why (`reason`)."""

    vi = "Đã có bộ số liệu chi chính thức của cơ quan và năm này; muốn ghi số ước sau đó phải nêu lý do (`reason`)."
