"""What the fold refuses."""

from __future__ import annotations

from collections.abc import Sequence

from shared.organisations.changes.values import Problem


class RegisterContradicts(ValueError):
    """The register's statements and changes contradict each other: {problems}."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"The register's statements and changes contradict each other: {', '.join(map(str, problems))}"
        )
