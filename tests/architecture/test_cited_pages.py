"""Code cites pages of this repository only, by a path that is there and by headings that they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "migrations", "bench", "tests")
# A page as a comment or docstring cites it, perhaps with its headings: `(docs/page.md: One; Another)`.
CITED = re.compile(r"(?<![\w./*{\"'-])((?:[\w-]+/)*[a-z-]+\.md)\b(?:[:,] ([^()\n]+)\))?")


def _cited() -> Iterator[tuple[Path, str, list[str]]]:
    for package in PACKAGES:
        for path in [*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("*.sql")]:
            if path == Path(__file__):
                continue
            for page, headings in CITED.findall(path.read_text(encoding="utf-8")):
                yield path.relative_to(ROOT), page, [part.strip() for part in headings.split(";") if part]


@pytest.mark.parametrize(("path", "page", "headings"), list(_cited()), ids=lambda given: str(given)[:60])
def test_what_code_cites_is_there(path: Path, page: str, headings: list[str]) -> None:
    assert (ROOT / page).is_file(), f"{path} cites {page}"
    titles = re.findall(r"^## (.+)$", (ROOT / page).read_text(encoding="utf-8"), flags=re.M)
    for heading in headings:
        assert any(title.startswith(heading) for title in titles), f"{path} cites {page}, {heading}"


def test_the_rules_of_scoring_are_cited() -> None:
    citing = {str(path) for path, page, _ in _cited() if page == "docs/scoring.md"}
    assert {
        "shared/scoring/engines/v1_components.py",
        "shared/evidence/rules.py",
        "shared/frameworks/rules.py",
    } <= citing
