"""Vietnamese over HTTP: every list is searched with and without signs, in any form."""

from __future__ import annotations

import unicodedata

import httpx
import pytest

LISTS = {
    "/v1/organisations": ("Sở Khoa học và Công nghệ", "Ủy ban quốc gia về Chuyển đổi số"),
    "/v1/legal-documents": ("Nghị quyết về chuyển đổi số tỉnh", "Kế hoạch nâng cao chỉ số đánh giá"),
    "/v1/targets": ("tỷ lệ hồ sơ", "hộ gia đình"),
    "/v1/tasks": ("chữ ký số", "giao dịch"),
}
# The same syllables with the tone on the other vowel.
ELSEWHERE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ"}


def forms(text: str) -> dict[str, str]:
    """A text as people and machines write it."""
    signless = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    moved = unicodedata.normalize("NFC", text)
    for old, new in ELSEWHERE.items():
        moved = moved.replace(old, new).replace(old.capitalize(), new.capitalize())
    return {
        "NFC": unicodedata.normalize("NFC", text),
        "NFD": unicodedata.normalize("NFD", text),
        "without signs": signless.replace("đ", "d").replace("Đ", "D"),
        "capitals": text.upper(),
        "tones elsewhere": moved,
    }


@pytest.mark.parametrize("address", LISTS)
async def test_every_list_is_searched_in_any_form(officer: httpx.AsyncClient, address: str) -> None:
    for words in LISTS[address]:
        found = {}
        for form, written in forms(words).items():
            page = (await officer.get(address, params={"q": written, "limit": "200"})).json()
            found[form] = [item["id"] for item in page["items"]]
        assert found["NFC"], words
        assert all(ids == found["NFC"] for ids in found.values()), (words, {form: len(x) for form, x in found.items()})
