"""YAML as the catalog needs it: a key stands once, a figure is exact, the text is NFC."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from shared.catalog import errors


class StrictLoader(yaml.CSafeLoader):
    """Refuses duplicate keys (YAML's own answer, the last one wins, would drop a row silently)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key!r}", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)

    def construct_exact(self, node: yaml.ScalarNode) -> Decimal:
        """0.3750 stays 0.3750: a float would not."""
        return Decimal(node.value)


StrictLoader.add_constructor("tag:yaml.org,2002:float", StrictLoader.construct_exact)


def load(path: Path) -> Any:
    """The content of one YAML file.

    Raises: CatalogInvalid for text that is not NFC, a duplicate key, or a file that is not YAML.
    """
    text = path.read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        raise errors.CatalogInvalid([f"{path.name}: the text is not NFC"])
    try:
        return yaml.load(text, Loader=StrictLoader)  # noqa: S506 - derived from the safe loader
    except yaml.YAMLError as error:
        raise errors.CatalogInvalid([f"{path.name}: {error}"]) from error
