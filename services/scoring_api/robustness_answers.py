"""The shape of what draws answer."""

from __future__ import annotations

import uuid
from typing import Literal

from shared.kit.web.shapes import Number, Shape


class WeightsDrawn(Shape):
    """Phương pháp: nhân trọng số với hệ số / The method: weights times factors."""

    kind: Literal["weights"]
    level: Literal["main_index", "component"]
    spread: Number


class UndecidedDrawn(Shape):
    """Phương pháp: rút thăm kết luận đang chờ / The method: what waits is drawn."""

    kind: Literal["undecided"]
    acceptance: Number


class Assumption(Shape):
    """Điều mà phương pháp giả định / What the method assumes."""

    vi: str
    en: str


class RankShare(Shape):
    """Một hạng xuất hiện bao nhiêu lần / How often a rank came."""

    rank: int
    count: int
    share: Number


class RankSpread(Shape):
    """Một cơ quan: hạng hiện nay, các hạng đã rút; `rests_on`: lần tính hoặc lần nhập số công bố /
    An organisation: its rank as things stand, and those drawn; `rests_on` is the run, or the publication's import."""

    organisation: str
    assessment: uuid.UUID
    rests_on: uuid.UUID
    rank: int
    p5: int
    median: int
    p95: int
    ranks: list[RankShare]


class LeftOut(Shape):
    """Cơ quan không được xếp, vì sao / An organisation that is not drawn, and why."""

    organisation: str
    assessment: uuid.UUID
    reason: Literal["not_computed", "not_published", "incomplete"]


class Robustness(Shape):
    """Bảng xếp hạng vững đến đâu, với phương pháp, giả định và hạt giống /
    How firm a ranking is, with method, assumptions and seed."""

    framework: str
    year: int
    column: Literal["self", "verified", "published"]
    engine_version: str
    method: WeightsDrawn | UndecidedDrawn
    assumptions: list[Assumption]
    draws: int
    seed: int
    generator: Literal["PCG64"]
    rank_of: int
    items: list[RankSpread]
    left_out: list[LeftOut]
