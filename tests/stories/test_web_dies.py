"""The web process dies while it answers a keyed request: the repetition is answered, and nothing is done twice."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import asyncpg
import httpx
import pytest

from shared.kit import callers, db
from tests import topologies
from tests.stories import workshop
from tests.stories.province import AGENCY, ASSESSMENT_2022, Province


@pytest.mark.parametrize(("place", "replayed"), [("once.stored", False), ("once.committed", True)])
def test_killed_before_and_after_the_commit(tmp_path: Path, database_url: str, place: str, *, replayed: bool) -> None:
    """Killed before it, nothing was done and the repetition does it; killed after it, the stored answer is sent."""
    with workshop.running(tmp_path, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        shop.arm(place)
        with pytest.raises(httpx.TransportError):
            _post(province, "the key of this document")
        assert shop.web.process is not None
        assert shop.web.process.wait(10) == -9
        assert asyncio.run(_posted(database_url)) == (1 if replayed else 0)
        shop.web.start()
        shop.web.wait_until(lambda: topologies.listens(int(shop.system.url.rpartition(":")[2])), step="web")
        answers = [_post(province, "the key of this document") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert [answer.headers.get("idempotency-replayed") for answer in answers] == [
            "true" if replayed else None,
            "true",
        ]
        assert answers[0].content == answers[1].content
        assert asyncio.run(_posted(database_url)) == 1
        province.version = answers[0].json()["assessment_version"]
        assert province.visible()["computed_version"] == province.version


def _post(province: Province, key: str) -> httpx.Response:
    metadata = {"assessment": ASSESSMENT_2022, "components": ["1.7"], "title": "Tài liệu kiểm chứng"}
    return province.http.post(
        "/v1/evidence",
        headers=province.headers("reporter", AGENCY) | {"Idempotency-Key": key},
        files={"file": ("tai-lieu.pdf", b"%PDF-1.7\n")},
        data={"metadata": json.dumps(metadata)},
    )


async def _posted(database_url: str) -> int:
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM evidence"))
    finally:
        await connection.close()
