"""How answers show the ground of a row and how sure it is, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from shared.kit.web.shapes import Shape

Certainty = Literal["certain", "derived", "provisional", "unknown"]


class Source(Shape):
    """Căn cứ của một dòng dữ liệu / Where a row comes from."""

    kind: Literal["legal", "official_site", "press", "derived"]
    document: str | None
    number: str | None
    clause: str | None
    quote: str | None
    address: str | None
    note: str | None
