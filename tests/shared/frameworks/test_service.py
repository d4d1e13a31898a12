"""A stored version of a framework takes corrected quotes, never another way of scoring."""

from __future__ import annotations

import pytest

from shared.frameworks import errors, service
from shared.kit import db


async def test_a_stored_version_never_scores_another_way(database: db.Database) -> None:
    version = {"id": service.version_id("dti-922", 1), "version": 1, "content_sha256": "0" * 64}
    with pytest.raises(errors.PublishedVersionIsImmutable) as refused:
        async with database.transaction() as session:
            await service.install_version(session, "dti-922", version, {})
    assert "dti-922" in refused.value.message("en")


async def test_some_components_are_those_of_the_structure_in_its_order(database: db.Database) -> None:
    versions = await database.reader.rows("SELECT id FROM framework_versions ORDER BY id")
    codes = await database.reader.rows("SELECT DISTINCT code FROM components ORDER BY code")
    known = [row["code"] for row in codes]
    counted = 0
    async with database.transaction() as session:
        for version in (row["id"] for row in versions):
            expected = {one.code: one for one in (await service.structure(session, version)).components}
            found = await service.components(session, version, [*known, "no such code", "1.\x00"])
            assert list(found.items()) == list(expected.items())  # also in their order
            for code in known[::7]:
                some = await service.components(session, version, [code, code])
                assert some == ({code: expected[code]} if code in expected else {})
            counted += len(found)
        assert counted == len(await db.fetch(session, "SELECT code FROM components")) > 0
        assert await service.components(session, versions[0]["id"], []) == {}
