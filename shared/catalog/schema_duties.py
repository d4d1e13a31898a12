"""What a document has an agency do from its day on, without a last day."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.catalog.schema_base import Owner, Sourced


class StandingDuty(Sourced):
    """One sentence, quoted. `owners`: whom the heading or the sentence names; `derived` where that is our reading.

    `role` only where the words say it (chủ trì, phối hợp); `partners`: with whom, as far as the words name them.
    """

    code: Annotated[str, StringConstraints(pattern=r"^\d+\.[IVX]+(\.\d+){2}$")]
    owners: Annotated[list[Owner], Field(min_length=1)]
    role: Literal["lead", "support"] | None = None
    partners: list[Owner] = []
