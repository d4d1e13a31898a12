"""The register in Vietnamese alphabetical order, whoever wrote the names and in which form."""

from __future__ import annotations

import random
import unicodedata

import httpx
import pytest

from shared.catalog import install, read
from shared.kit import db, tables
from tests import clients
from tests.services.targets_api.test_vietnamese import forms
from tests.shared.kit import vietnamese
from tests.shared.organisations.test_importing import UNIT

Named = dict[str, list[tuple[str, int, int]]]


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


def _names(chance: random.Random, count: int) -> Named:
    def syllable() -> tuple[str, int, int]:
        parts = map(chance.choice, (vietnamese.ONSETS, vietnamese.RHYMES, vietnamese.CODAS))
        return "".join(parts), chance.randrange(6), chance.randrange(3)

    return {f"ten-{place}": [syllable() for _ in range(chance.randint(1, 3))] for place in range(count)}


@pytest.fixture
async def named(api: httpx.AsyncClient, tokens: clients.Tokens) -> Named:
    """Three hundred generated names, each sent in a form of its own, by slug."""
    chance = random.Random(20_221_101)
    given = _names(chance, 300)
    unit = {**UNIT, "superior": "hdnd-tinh", "kind": "association"}
    rows = [
        {**unit, "slug": slug, "name": unicodedata.normalize(chance.choice(["NFC", "NFD"]), vietnamese.text_of(name))}
        for slug, name in given.items()
    ]
    headers = {**tokens.header("admin"), "Content-Type": tables.JSON}
    answer = await api.post("/v1/organisations/import", json=rows, headers=headers)
    assert answer.json()["counts"]["new"] == len(rows), answer.text
    return given


async def test_generated_names_stand_in_the_order_of_the_alphabet(api: httpx.AsyncClient, named: Named) -> None:
    listed: list[str] = []
    answer = await api.get("/v1/organisations", params={"kind": "association", "parent": "hdnd-tinh", "limit": "47"})
    while True:
        listed += [item["slug"] for item in answer.json()["items"]]
        if "next" not in answer.links:
            break
        answer = await api.get(answer.links["next"]["url"])
    assert sorted(listed) == sorted(named)
    ranks = [vietnamese.rank(named[slug]) for slug in listed]
    assert ranks == sorted(ranks)


async def test_generated_names_are_found_in_any_form(api: httpx.AsyncClient, named: Named) -> None:
    for slug in list(named)[::29]:
        text = vietnamese.text_of(named[slug])
        for form, written in forms(text).items():
            page = (await api.get("/v1/organisations", params={"q": written, "limit": "200"})).json()
            assert slug in {item["slug"] for item in page["items"]}, (form, text)


async def test_a_key_of_an_earlier_release_is_made_anew(database: db.Database) -> None:
    held = "SELECT id, name, sort_key, recorded_at FROM organisation_versions ORDER BY id"
    before = await database.reader.rows(held)
    async with database.transaction() as session:
        await db.execute(session, "UPDATE organisation_versions SET sort_key = 'old' WHERE name LIKE 'Sở%'")
        changed = await install.install(session, read.catalog())
    assert changed["organisations"] == len([row for row in before if row["name"].startswith("Sở")])
    assert await database.reader.rows(held) == before
