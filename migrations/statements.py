"""The statements of a revision's SQL files, which are separated by blank lines: a function's body must have none."""

from __future__ import annotations

from pathlib import Path


class StatementCut(ValueError):
    """{file}: a blank line stands inside a quoted body."""

    def __init__(self, file: Path, statement: str) -> None:
        super().__init__(f"{file}: a blank line stands inside the quoted body that begins with\n{statement}")


def of(folder: Path) -> list[str]:
    """All statements of the folder's SQL files, in the order of the files' names.

    Raises StatementCut when one would be cut in two: its `$$` then has no partner.
    """
    found: list[str] = []
    for file in sorted(folder.glob("*.sql")):
        for statement in file.read_text(encoding="utf-8").split("\n\n"):
            if statement.count("$$") % 2:
                raise StatementCut(file, statement)
            found.append(statement)
    return found
