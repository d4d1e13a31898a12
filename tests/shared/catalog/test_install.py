"""Installing the catalog: the second time changes nothing, a correction keeps what was known before."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.exc import DBAPIError

from shared.catalog import install, read, schema
from shared.catalog.read import ROOT
from shared.kit import db


async def _install(database: db.Database, catalog: schema.Catalog) -> dict[str, int]:
    async with database.transaction() as session:
        return await install.install(session, catalog)


async def test_a_second_installation_changes_nothing(database: db.Database) -> None:
    changed = await _install(database, read.catalog())
    assert set(changed.values()) == {0}, changed


async def test_every_catalog_row_is_installed(database: db.Database) -> None:
    catalog = read.catalog()
    expected = {
        "legal_documents": len(catalog.legal_documents),
        "organisations": len(catalog.organisations),
        "organisation_version_statements": len(catalog.organisations),
        "organisation_duty_statements": len(catalog.duties),
        "organisation_changes": len(catalog.organisation_changes),
        "organisation_groups": len(catalog.groups),
        "organisation_member_statements": sum(len(group.members) for group in catalog.groups),
        "targets": len(catalog.targets),
        "milestones": sum(len(m.statements) for target in catalog.targets for m in target.milestones),
        "target_sets": len(catalog.target_sets),
        "target_set_members": sum(len(row.criteria) for row in catalog.target_sets),
        "standing_duties": len(catalog.standing_duties),
        "standing_duty_parties": sum(len(row.owners) + len(row.partners) for row in catalog.standing_duties),
        "task_groups": len(catalog.task_groups),
        "budget_lines": len(catalog.budget),
        "tasks": len(catalog.remedial_tasks),
    }
    counted = {table: (await database.reader.rows(f"SELECT count(*) FROM {table}"))[0]["count"] for table in expected}
    assert counted == expected


async def test_document_texts_are_stored_byte_for_byte(database: db.Database) -> None:
    stored = await database.reader.rows("SELECT slug, body_sha256 FROM legal_documents WHERE body IS NOT NULL")
    held = {document.slug: document.text_file for document in read.catalog().legal_documents if document.text_file}
    files = {slug: hashlib.sha256((ROOT / "documents" / name).read_bytes()).hexdigest() for slug, name in held.items()}
    assert {row["slug"]: row["body_sha256"] for row in stored} == files
    assert len(files) == 5


async def test_a_corrected_name_is_a_new_version_and_the_old_one_stays(database: db.Database) -> None:
    catalog = read.catalog()
    first, *others = catalog.organisations
    corrected = catalog.model_copy(
        update={"organisations": [first.model_copy(update={"name": f"{first.name} mới"}), *others]}
    )
    changed = await _install(database, corrected)
    assert changed == {**dict.fromkeys(changed, 0), "organisations": 4}  # the statement and the version, closed and new
    versions = await database.reader.rows(
        "SELECT name, superseded_at = 'infinity' AS current FROM organisation_versions"
        " JOIN organisations o ON o.id = organisation_id WHERE slug = $1 ORDER BY organisation_versions.recorded_at",
        first.slug,
    )
    assert [(row["name"], row["current"]) for row in versions] == [(first.name, False), (f"{first.name} mới", True)]


async def test_a_failing_installation_leaves_nothing_behind(database: db.Database) -> None:
    catalog = read.catalog()
    document, *documents = catalog.legal_documents
    broken = catalog.model_copy(
        update={
            "legal_documents": [document.model_copy(update={"title": "Sai"}), *documents],
            "targets": [catalog.targets[0].model_copy(update={"level": "planet"})],
        }
    )
    with pytest.raises(DBAPIError, match="targets_level_check"):
        await _install(database, broken)
    assert await database.reader.rows("SELECT FROM legal_documents WHERE title = 'Sai'") == []
