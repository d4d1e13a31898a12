"""What several shapes of the change feed are made of."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from shared.kit.web.shapes import Shape


class Ground(Shape):
    """Căn cứ của một dòng; văn bản theo slug / The ground of a row; the document by its slug."""

    kind: Literal["legal", "official_site", "press", "derived"]
    document: str | None
    clause: str | None
    quote: str | None
    address: str | None
    note: str | None


class Valid(Shape):
    """Hiệu lực; null là không có mốc / Validity: from, and up to but not including; null where none is known."""

    valid_from: dt.date | None
    valid_to: dt.date | None


class FedOwner(Shape):
    """Cơ quan hoặc nhóm cơ quan / An organisation or a group."""

    kind: Literal["organisation", "group"]
    id: uuid.UUID
    slug: str
