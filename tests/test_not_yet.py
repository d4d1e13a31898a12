"""The changelog's list of what is not there yet names nothing that is there, and promises no day."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = json.loads((ROOT / "services" / "gateway" / "openapi.json").read_text(encoding="utf-8"))
(LISTED,) = re.findall(
    r"^### Not yet\n(.*?)(?=^##|\Z)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M | re.S
)


def test_no_path_of_the_list_is_answered() -> None:
    paths = set(re.findall(r"`(/[^`]+)`", LISTED))
    assert paths & DOCUMENT["paths"].keys() == set()


def test_no_header_of_the_list_is_taken() -> None:
    taken = {
        (operation["operationId"], parameter["name"])
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }
    assert {("put_claim", "If-Match"), ("post_evidence", "Idempotency-Key")} <= taken
    assert not {"If-Match", "Idempotency-Key"} & set(re.findall(r"`([^`]+)`", LISTED))


@pytest.mark.parametrize("page", ["CHANGELOG.md", "SECURITY.md"])
def test_no_deadline_is_invented(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert re.findall(r"\b(?:within|by|in) (?:\w+ )?(?:working )?(?:days?|weeks?|months?)\b|\b\d+ days\b", text) == []
