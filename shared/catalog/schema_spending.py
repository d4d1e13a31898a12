"""What the catalog says of the spending that agencies sum every year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shared.catalog.schema_base import Owner, Slug, Sourced


class SpendingAsk(Sourced):
    """Who is asked for which natures of an area, of its own spending or the whole province's. No natures: one sum."""

    natures: list[Literal["investment", "recurrent"]]
    scope: Literal["own", "province"]
    owner: Owner


class SpendingArea(Sourced):
    """What money is spent on, and who is asked for it."""

    code: Literal["digital_government", "digital_economy", "digital_society", "information_security"]
    name: str
    asks: Annotated[list[SpendingAsk], Field(min_length=1)]


class SpendingShare(Sourced):
    """A share of the budget that the law wants spent. Unit: percent; `qualifier`: the word before it (khoảng)."""

    code: Slug
    percent: Decimal
    qualifier: str
    from_year: int
    to_year: int
