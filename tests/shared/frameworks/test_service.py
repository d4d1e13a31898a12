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
