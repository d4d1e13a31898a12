"""Columns that files of figures and of spending share."""

from __future__ import annotations

from shared.kit.tables import Column

OWN = Column(
    "organisation",
    "code",
    "Cơ quan",
    "Organisation",
    longest=120,
    note_vi="Slug hoặc id của chính cơ quan mình; để trống là chính cơ quan mình.",
    note_en="Slug or id of the own organisation, which an empty cell means.",
)


def kind(more_vi: str = "", more_en: str = "") -> Column:
    """Estimate or final (ước, chính thức); `more` is said behind what an empty cell means."""
    return Column(
        "kind",
        "choice",
        "Loại số liệu",
        "Kind",
        {"estimate": "Ước", "final": "Chính thức"},
        note_vi=f"Để trống: chính thức. {more_vi}".rstrip(),
        note_en=f"Empty: final. {more_en}".rstrip(),
    )


def to_read(name: str, vi: str, en: str) -> Column:
    """A text that a form gives out beside what is filled in, and an import passes over."""
    return Column(name, "text", vi, en, note_vi="Chỉ để đọc, không được nhập.", note_en="To read, not imported.")
