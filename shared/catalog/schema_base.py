"""What every catalog row has: strict fields, a source, and how certain it is."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Certainty = Literal["certain", "derived", "provisional", "unknown"]
SourceKind = Literal["legal", "official_site", "press", "derived"]
Operator = Literal["gte", "gt", "stated"]
Pillar = Literal["government", "economy", "society"]
Level = Literal["province", "department", "district", "commune", "enterprise", "individual"]


class Row(BaseModel):
    """Base of every catalog row: unknown keys are an error, so that a misspelt field cannot pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Row):
    """Where a row comes from. `legal` needs document and clause; a document whose text we hold needs the quote."""

    kind: SourceKind
    document: Slug | None = None
    clause: str | None = None
    quote: str | None = None
    address: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def legal_names_its_clause(self) -> Self:
        if self.kind == "legal" and not (self.document and self.clause):
            raise ValueError("a legal source names its document and clause")
        return self


class Sourced(Row):
    """A row with its ground and its certainty."""

    source: Source
    certainty: Certainty


class Owner(Row):
    """One organisation or one group, never both."""

    organisation: Slug | None = None
    group: Slug | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> Self:
        if (self.organisation is None) == (self.group is None):
            raise ValueError("an owner is one organisation or one group")
        return self
