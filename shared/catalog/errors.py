"""What can be wrong with the catalog: it is refused whole, with every finding named."""

from __future__ import annotations

from collections.abc import Sequence


class CatalogInvalid(ValueError):
    """The catalog cannot be used: {findings}"""

    vi = "Danh mục pháp lý không dùng được: {findings}"

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("The catalog cannot be used:\n" + "\n".join(f"- {finding}" for finding in self.findings))
