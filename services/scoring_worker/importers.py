"""Which kinds of rows are imported, and by what: the whole table on one screen."""

from __future__ import annotations

from shared.imports.values import Importer

BY_KIND: dict[str, Importer] = {}
