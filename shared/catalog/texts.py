"""A file of the catalog: strict YAML whose text is NFC."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import yaml

from shared.catalog import errors
from shared.kit import strict_yaml


def load(path: Path) -> Any:
    """The content of one YAML file.

    Raises: CatalogInvalid for text that is not NFC, a duplicate key, or a file that is not YAML.
    """
    text = path.read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        raise errors.CatalogInvalid([f"{path.name}: the text is not NFC"])
    try:
        return strict_yaml.load(text)
    except yaml.YAMLError as error:
        raise errors.CatalogInvalid([f"{path.name}: {error}"]) from error
