"""Reads the law as data: the YAML beside this file, validated, with every reference checked.

Adding a file or a key starts at FILES and FOLDERS. Nothing here knows a database.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pydantic

from shared.catalog import errors, provenance, references, schema, texts

ROOT = Path(__file__).parent
# One file, several lists.
FILES = {
    "legal_documents.yaml": ("legal_documents",),
    "organisations.yaml": ("complete_until", "organisations", "duties", "groups"),
    "target_sets.yaml": ("target_sets",),
    "organisation_changes.yaml": ("organisation_changes",),
    "hierarchies.yaml": ("identifiers", "hierarchies", "placements"),
    "tasks.yaml": ("task_groups", "budget", "remedial_tasks"),
    "spending.yaml": ("spending_areas", "spending_shares"),
    "reporting.yaml": ("regimes",),
    "standing_duties.yaml": ("standing_duties",),
}
# A folder whose files each hold a part of one list, or one item of it.
FOLDERS_OF_PARTS = {"targets": "targets", "targets/emulation": "targets", "targets/remedies": "targets"}
FOLDERS_OF_ITEMS = {"frameworks": "frameworks", "assessments": "assessments", "rankings": "rankings"}


@functools.cache
def catalog(root: Path = ROOT) -> schema.Catalog:
    """The whole catalog, frozen, read once per process and folder.

    Raises: CatalogInvalid naming every finding: unknown or duplicate key, wrong type, text that is not NFC, a
    reference to a row that does not exist, a natural key used twice.
    """
    try:
        result = schema.Catalog.model_validate(_raw(root))
    except pydantic.ValidationError as error:
        raise errors.CatalogInvalid([_readable(detail) for detail in error.errors()]) from error
    if findings := references.findings(result):
        raise errors.CatalogInvalid(findings)
    return result


def document_text(name: str, root: Path = ROOT) -> str:
    """The text of a document whose file is `name` (`LegalDocument.text_file`), as it was received, slips included."""
    return (root / "documents" / Path(name).name).read_text(encoding="utf-8")


def quote_findings(catalog: schema.Catalog, root: Path = ROOT) -> list[str]:
    """Every quote that is not in its document and every figure that is not in its quote, as readable sentences."""
    held = {d.slug: document_text(d.text_file, root) for d in catalog.legal_documents if d.text_file}
    return provenance.findings(catalog, held)


def _raw(root: Path) -> dict[str, Any]:
    names = [name for names in FILES.values() for name in names]
    raw: dict[str, Any] = {name: [] for name in (*names, *FOLDERS_OF_PARTS.values(), *FOLDERS_OF_ITEMS.values())}
    for file, keys in FILES.items():
        if (root / file).exists():
            raw |= _part(root / file, keys)
    for folder, key in FOLDERS_OF_PARTS.items():
        for path in sorted((root / folder).glob("*.yaml")):
            raw[key] = raw[key] + _part(path, (key,))[key]
    for folder, key in FOLDERS_OF_ITEMS.items():
        raw[key] = [texts.load(path) for path in sorted((root / folder).glob("*.yaml"))]
    return raw


def _part(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    """The content of a file that holds exactly these keys: a misspelt one must not drop a list silently."""
    content = texts.load(path)
    found = set(content) if isinstance(content, dict) else set()
    if found != set(keys):
        raise errors.CatalogInvalid([f"{path.name}: holds {sorted(map(str, found))}, expected {sorted(keys)}"])
    return dict(content)


def _readable(detail: Any) -> str:
    return f"{'.'.join(str(step) for step in detail['loc'])}: {detail['msg']}"
