"""Conditions of a list's statement with their arguments; the same filters give the same text, prepared once."""

from __future__ import annotations


class Where:
    """Collects `AND …` conditions after the arguments that the statement already has."""

    def __init__(self, *args: object) -> None:
        self.args: list[object] = list(args)
        self._conditions: list[str] = []

    def add(self, condition: str, *values: object) -> None:
        """Add a condition whose `{0}`, `{1}` … stand for these values; without a value that is not None, nothing."""
        if values and all(value is None for value in values):
            return
        first = len(self.args) + 1
        self._conditions.append("AND " + condition.format(*(f"${first + index}" for index in range(len(values)))))
        self.args.extend(values)

    def search(self, expression: str, wanted: str | None) -> None:
        """The search key of `expression` contains that of `wanted`; `%` and `_` mean themselves. Nothing but blanks
        and loose marks finds nothing."""
        key = "btrim(search_key({0}))"
        self.add(f"({key} <> '' AND search_key({expression}) LIKE '%' || like_literal({key}) || '%')", wanted)

    def __str__(self) -> str:
        return " ".join(self._conditions)
