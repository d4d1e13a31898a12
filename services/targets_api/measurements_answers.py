"""The shapes of answers about measurements, for the OpenAPI document; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid

from services.targets_api.answers import Measurement, PageOfDay
from shared.kit.web.shapes import Shape
from shared.targets.measuring.values import Basis, Status


class Vintage(Measurement):
    """Một lần ghi, cùng vị trí của nó trong các lần ghi của cùng chỉ tiêu, cơ quan và ngày: `current` là số đang dùng,
    `closed` là số ước đã có số chính thức, `superseded` là số đã được thay; `replaced_by` là số đang dùng /
    A recording with its place among those of the same target, organisation and day: `current` counts, `closed` is an
    estimate that a final figure followed, `superseded` was replaced; `replaced_by` is the one that counts."""

    vintage: int
    status: Status
    replaced_by: uuid.UUID | None
    basis: Basis
    path: list[str]


class VintageOfDay(Vintage):
    """Một lần ghi, kèm hai mốc thời gian của câu trả lời / One recording with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime


class VintagePage(PageOfDay[Vintage]):
    """Một trang số liệu / A page of measurements."""


class Vintages(Shape):
    """Các số liệu vừa ghi, theo thứ tự đã gửi / The figures just recorded, in the order sent."""

    items: list[Vintage]
