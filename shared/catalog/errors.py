"""What can be wrong with the catalog: it is refused whole, with every finding named."""

from __future__ import annotations

from collections.abc import Sequence

from shared.frameworks.errors import PublishedVersionIsImmutable
from shared.kit.rows import CatalogLost


class CatalogInvalid(ValueError):
    """The catalog cannot be used: {findings}"""

    vi = "Danh mục pháp lý không dùng được: {findings}"

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("The catalog cannot be used:\n" + "\n".join(f"- {finding}" for finding in self.findings))


def advice(error: Exception) -> str | None:
    """In one line what is wrong and what to do about it; None for what nobody foresaw.

    A table, column or constraint that the installer does not find (SQLSTATE 42…) is that of another version's schema.
    """
    if isinstance(error, PublishedVersionIsImmutable):
        return error.message("en")
    if isinstance(error, CatalogLost | CatalogInvalid):
        return str(error)
    cause = getattr(error, "orig", None)
    if not str(getattr(cause, "sqlstate", "")).startswith("42"):
        return None
    what = str(cause).rpartition(">: ")[2].splitlines()[0]
    return f"the database is of another version ({what}): make clean, or migrate (alembic upgrade head)"
