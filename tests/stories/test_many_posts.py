"""M6: a thousand posts while a computation of the same assessment is held open; the last computation covers them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.stories import scratch, workshop
from tests.stories.province import Province

POSTS = 1000
CALLERS = 8


def test_the_final_version_covers_the_last_post(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "hold").touch()
    running = workshop.running(tmp_path, database_url, hold="compute.read")
    with running as shop, httpx.Client(base_url=shop.system.url, timeout=60) as http:
        first = Province(shop.system, http)
        first.headers("reporter", "dai-phat-thanh-truyen-hinh-tinh")
        first.headers("committee", "tinh-tuyen-quang")
        with ThreadPoolExecutor(CALLERS) as pool:
            versions = list(pool.map(lambda number: _post(first, number), range(POSTS)))
        assert len(set(versions)) == POSTS
        held = first.scores(wait=0)
        assert held["computed_version"] < min(versions)
        (tmp_path / "hold").unlink()
        first.version = max(versions)
        shown = first.visible()
        assert shown["undecided"] == POSTS
        assert scratch.agrees(database_url)


def _post(shared: Province, number: int) -> int:
    caller = Province(shared.system, shared.http, _tokens=shared._tokens)
    caller.post("2.2", content=b"%%PDF-1.7\n%% %d\n" % number)
    return caller.version
