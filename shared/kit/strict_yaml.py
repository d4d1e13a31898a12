"""YAML that other people write for us: a key stands once, a figure is exact."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import yaml


class StrictLoader(yaml.CSafeLoader):
    """Refuses duplicate keys (YAML's own answer, the last one wins, would drop a row or a rule silently)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.MarkedYAMLError(problem="a key is one word", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)

    def construct_exact(self, node: yaml.ScalarNode) -> Decimal:
        """0.3750 stays 0.3750: a float would not."""
        return Decimal(node.value)


StrictLoader.add_constructor("tag:yaml.org,2002:float", StrictLoader.construct_exact)


def load(text: str) -> Any:
    """The content of a text. Raises yaml.YAMLError, also for a key that stands twice."""
    return yaml.load(text, Loader=StrictLoader)  # noqa: S506 - derived from the safe loader
