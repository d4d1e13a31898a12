"""Files on disk: drafts go, kept files stay."""

from __future__ import annotations

import io
import os
from pathlib import Path

from shared.evidence import files


def test_a_draft_of_yesterday_is_swept_and_one_of_now_is_not(tmp_path: Path) -> None:
    file, draft = files.receive(tmp_path, io.BytesIO(b"%PDF-1.7"), name="a.pdf", limit=100)
    files.keep(tmp_path, draft, file.sha256)
    assert files.sweep_drafts(tmp_path, older_than_s=3600) == 0
    os.utime(draft, (0, 0))
    assert files.sweep_drafts(tmp_path, older_than_s=3600) == 1
    assert files.path_of(tmp_path, file.sha256).read_bytes() == b"%PDF-1.7"
