"""Figures of a test: recorded as an accepted report's, of any organisation and day."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from decimal import Decimal

from shared.kit import db
from shared.organisations import values as organisations
from shared.targets import measurements, values

PROVINCE = "tinh-tuyen-quang"
DISTRICTS = (
    "thanh-pho-tuyen-quang",
    "huyen-lam-binh",
    "huyen-na-hang",
    "huyen-chiem-hoa",
    "huyen-ham-yen",
    "huyen-yen-son",
    "huyen-son-duong",
)
_REPORTS = itertools.count(1)


async def record(
    database: db.Database,
    slug: str,
    on: str,
    figure: tuple[int, int] | str,
    *,
    target: str = "XHS.11",
    kind: values.Kind = "final",
) -> uuid.UUID:
    """A numerator and a denominator, or a value as it is written; the measurement's id."""
    stated = (
        values.Figure(target, value=Decimal(figure), kind=kind)
        if isinstance(figure, str)
        else values.Figure(target, numerator=Decimal(figure[0]), denominator=Decimal(figure[1]), kind=kind)
    )
    async with database.transaction() as session:
        (made,) = await measurements.record(
            session,
            [stated],
            organisation_id=organisations.organisation_id(slug),
            measured_on=dt.date.fromisoformat(on),
            recorded_by="reviewer",
            report_id=uuid.UUID(int=next(_REPORTS)),
            report_round=1,
        )
    return made
