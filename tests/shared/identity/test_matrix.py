"""The page that people look at is the table that decides."""

from __future__ import annotations

from pathlib import Path

from shared.identity import access, matrix, relations, values

PAGE = Path(__file__).parents[3] / "docs" / "authorisation.md"


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == matrix.page(), "run make openapi"


def test_the_page_names_every_operation_role_and_kind() -> None:
    page = matrix.page()
    for name in (*access.OPERATIONS, *relations.READS):
        assert f"| `{name}` |" in page
    assert all(role in page for role in values.ROLES)
