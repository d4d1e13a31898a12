"""The table of official results: one organisation a row, its total, its rank, and each main index."""

from __future__ import annotations

from shared.kit import tables

# The widest framework at hand has nine; a file's columns stand before its framework is looked up.
MOST_INDICES = 20


def index_column(number: int) -> str:
    """The column of a main index's value."""
    return f"index_{number}"


def rank_column(number: int) -> str:
    """The column of a main index's rank."""
    return f"rank_{number}"


COLUMNS: tuple[tables.Column, ...] = (
    tables.Column(
        "organisation",
        "text",
        "Tỉnh, thành phố",
        "Organisation",
        required=True,
        longest=200,
        note_vi="slug, id hoặc tên như trong danh bạ",
        note_en="slug, id or name as in the register",
    ),
    tables.Column("total", "number", "Tổng điểm", "Total", note_vi="giá trị từ 0 đến 1", note_en="a value from 0 to 1"),
    tables.Column("rank", "integer", "Xếp hạng", "Rank"),
    tables.Column("rank_of", "integer", "Số được xếp hạng", "Ranked among"),
    *(
        column
        for number in range(1, MOST_INDICES + 1)
        for column in (
            tables.Column(
                index_column(number),
                "number",
                f"Chỉ số {number}",
                f"Index {number}",
                note_vi="giá trị của chỉ số chính từ 0 đến 1",
                note_en="value of the main index from 0 to 1",
            ),
            tables.Column(rank_column(number), "integer", f"Hạng chỉ số {number}", f"Rank of index {number}"),
        )
    ),
)
