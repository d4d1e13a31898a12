"""What the coverage refuses."""

from __future__ import annotations

from shared.kit import errors


class CursorNeedsList(errors.Invalid):
    """A cursor goes on in one list; name it in `list`."""

    vi = "Con trỏ chỉ đi tiếp trong một danh sách; hãy nêu danh sách đó trong `list`."
