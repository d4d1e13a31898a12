"""What a catalog file may say. Every row names its source and how certain it is; an unknown is null, never a guess."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.catalog.schema_base import Certainty, Level, Operator, Owner, Pillar, Row, Slug, Source, Sourced
from shared.catalog.schema_changes import ChangePart, OrganisationChange
from shared.catalog.schema_duties import StandingDuty
from shared.catalog.schema_hierarchies import Hierarchy, Identifier, Placement
from shared.catalog.schema_sets import Criterion, TargetSet
from shared.catalog.schema_spending import SpendingArea, SpendingAsk, SpendingShare
from shared.organisations import values as organisations

# Spoken of as `schema.Source`, `schema.TargetSet` everywhere.
__all__ = [
    "Certainty",
    "ChangePart",
    "Criterion",
    "Hierarchy",
    "Identifier",
    "Level",
    "Operator",
    "OrganisationChange",
    "Owner",
    "Pillar",
    "Placement",
    "Row",
    "Slug",
    "Source",
    "Sourced",
    "SpendingArea",
    "SpendingAsk",
    "SpendingShare",
    "StandingDuty",
    "TargetSet",
]


class LegalDocument(Sourced):
    """A document. `text_file`: its text under `documents/`, when held; `issued_in`: the month of an unknown day;
    `ends_on`: the day on which it no longer holds."""

    slug: Slug
    number: str | None
    title: str
    kind: Literal["resolution", "plan", "decision", "decree", "news", "circular", "letter", "law"]
    issuer: str
    issued_on: dt.date | None
    issued_in: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")] | None = None
    effective_on: dt.date | None = None
    ends_on: dt.date | None = None
    text_file: str | None = None
    implements: list[Slug] = []
    amends: list[Slug] = []
    replaces: list[Slug] = []


class Organisation(Sourced):
    """An organisation that a source names."""

    slug: Slug
    name: str
    short_name: str | None = None
    kind: organisations.Kind
    level: Level | None
    parent: Slug | None
    statistics_code: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Duty(Sourced):
    """A standing duty of one organisation, e.g. `coordination` (cơ quan thường trực): it reviews and consolidates."""

    organisation: Slug
    duty: Literal["coordination", "statistics"]
    valid_from: dt.date | None = None


class OrganisationGroup(Sourced):
    """A group the law addresses as a group. `members` are those the sources name; `complete`: is that all?"""

    slug: Slug
    name: str
    members: list[Slug]
    complete: bool


class Statement(Sourced):
    """What one document says of a milestone. Value in the target's unit; null when the document gives no figure."""

    operator: Operator | None
    value: Decimal | None


class Milestone(Row):
    """A year and what the documents say of it: the first statement governs, the others are other documents' wording."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    statements: Annotated[list[Statement], Field(min_length=1)]


class Baseline(Sourced):
    """The value before the plan, only where it is the same indicator. `qualifier` keeps words such as "hơn"."""

    value: Decimal
    qualifier: str | None
    known_on: dt.date | None


class Target(Sourced):
    """One indicator with its own numerator and denominator."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$")]
    name: str
    pillar: Pillar | None
    level: Level
    measure: Literal["numeric", "qualitative", "by_reference"]
    unit: Literal["percent", "percent_per_year", "percent_of_grdp"] | None
    direction: Literal["increase", "decrease"] | None
    numerator: str | None
    denominator: str | None
    aggregation: Literal["last", "mean_over_years"] | None
    natural_limit: Decimal | None
    reference: Slug | None = None
    baseline: Baseline | None = None
    milestones: Annotated[list[Milestone], Field(min_length=1)]

    @model_validator(mode="after")
    def numeric_is_complete(self) -> Self:
        if self.measure == "numeric":
            if None in (self.unit, self.direction, self.aggregation):
                raise ValueError(f"{self.code}: a numeric target has unit, direction and aggregation")
            if any(m.statements[0].value is None for m in self.milestones):
                raise ValueError(f"{self.code}: a numeric milestone has a value")
        if self.measure == "by_reference" and self.reference is None:
            raise ValueError(f"{self.code}: a target by reference names the document it refers to")
        return self


class TaskGroup(Sourced):
    """A group of plan 55's tasks with the number of tasks; the tasks themselves are in an annex that is missing."""

    code: str
    name: str
    task_count: int


class BudgetLine(Sourced):
    """Planned money by source of funds. Unit: million VND."""

    code: Literal["recurrent", "public_investment", "socialised", "total"]
    name: str
    amount_million_vnd: Decimal


class RemedialTask(Sourced):
    """One task of plan 187 II.2: one per bullet and owner. `components`: codes of the framework its text names."""

    code: str
    section: str
    framework: Slug
    main_index: int
    name: str
    owner: Owner
    partners: list[Owner] = []
    components: list[str] = []
    components_certainty: Certainty | None = None
    frequency: str | None = None
    due_before_on: dt.date | None = None


class ReportingRegime(Sourced):
    """Who reports to whom, how often, before which day. A day no document gives is null (unknown).

    `other_receivers` are the further addressees of the same report. The years rest on the document's horizon, not on
    the sentence that sets the day, so they carry their own ground and certainty.
    """

    code: Slug
    name: str
    reporters: list[Owner]
    receiver: Slug
    other_receivers: list[Slug] = []
    via: Slug | None
    frequency: Literal["half_yearly", "yearly", "once", "periodic"]
    due_before_month: int | None = None
    due_before_day: int | None = None
    due_before_on: dt.date | None = None
    first_year: int | None
    last_year: int | None
    years_source: Source | None = None
    years_certainty: Certainty = "unknown"
    kind: Literal["agency_report", "consolidation"]


class Rule(Row):
    """How points are earned. `method_hint` is a reading of the name, never the rule."""

    kind: Literal["granted", "not_scored"]
    certainty: Certainty
    method_hint: str | None = None
    method_hint_certainty: Literal["seen", "guess", "unknown"] = "unknown"


class Component(Sourced):
    """A component (chỉ số thành phần). Its maximum is null until the official annex is imported."""

    code: str
    code_187: str | None
    code_certainty: Literal["seen", "inferred", "derived"]
    name: str
    main_index: int
    rule: Rule
    max_points: Decimal | None


class MainIndex(Sourced):
    """A main index (chỉ số chính). Weight in points; null when no document gives it.

    `count_source` is where the number of its components is printed, when the row itself rests on another document.
    """

    number: int
    number_187: int | None = None
    name: str
    group: Literal["foundation", "activity"] | None
    weight: Decimal | None
    component_count: int | None
    count_source: Source | None = None


class PillarOf(Sourced):
    """A pillar (trụ cột): its main indices and maximum points, or its share of the total.

    `members_source` is where its main indices are named, when the points rest on another document.
    """

    code: Pillar
    name: str
    main_indices: list[int] = []
    max_points: Decimal | None = None
    share: Decimal | None = None
    members_source: Source | None = None


class Constraint(Sourced):
    """What published results tell of maxima: those of `components` sum to `points`, to less or to more."""

    code: str
    main_index: int
    components: list[str]
    relation: Literal["equal", "less", "more"]
    points: Decimal
    tolerance: Decimal


class Framework(Sourced):
    """A framework (bộ chỉ số). `incomplete` ones are listed and cannot be scored.

    The counts are those a source states; null where it only names the rows.
    """

    slug: Slug
    code: str
    name: str
    document: Slug
    level: Level
    status: Literal["published", "incomplete"]
    total_method: Literal["sum_of_points", "weighted_pillars", "unknown"]
    total_points: Decimal | None
    main_index_count: int | None
    component_count: int | None
    years: list[int]
    replaces: Slug | None = None
    main_indices: list[MainIndex]
    pillars: list[PillarOf]
    components: list[Component]
    constraints: list[Constraint] = []


class PublishedValue(Sourced):
    """A published figure of one node. Value as published (4 places); null where only a rank is known.

    `rank_source` and `rank_certainty` stand only where the rank has another ground than the value.
    """

    node: Literal["total", "main_index"]
    number: int | None = None
    value: Decimal | None
    rank: int | None
    rank_of: int | None = None
    rank_source: Source | None = None
    rank_certainty: Certainty | None = None


class Outcome(Sourced):
    """What plan 187 says of one component of 2021."""

    component: str
    outcome: Literal["full", "partial", "zero", "not_scored"]


class ReasonCause(Row):
    """What a part of a reason says, in its own `words`: of `each` component of the list, of `some`, of those it names.

    Our reading of the text, hence its own certainty.
    """

    cause: Literal["no_evidence", "rejected", "partial", "late", "not_measured", "not_implemented", "outside_figures"]
    applies_to: Literal["each", "some", "named"]
    components: list[str] = []
    words: str
    certainty: Certainty


class Reason(Sourced):
    """Plan 187's reason, which stands on a list of components, not on a single one."""

    main_index: int
    outcome: Literal["partial", "zero", "not_scored"]
    components: list[str]
    causes: list[ReasonCause] = []


class Assessment(Sourced):
    """One framework, one organisation, one year. `imported`: results of others; `open`: computed here."""

    framework: Slug
    organisation: Slug
    year: int
    status: Literal["imported", "open"]
    published: list[PublishedValue] = []
    outcomes: list[Outcome] = []
    reasons: list[Reason] = []


class RankingRow(Row):
    """One place of a published ranking."""

    rank: int
    organisation: Slug
    published_name: str


class Ranking(Sourced):
    """A published ranking of one framework, year and kind."""

    framework: Slug
    year: int
    kind: Literal["province"]
    rows: list[RankingRow]


class Catalog(Row):
    """Everything the repository knows of the law, checked for references by `read`."""

    legal_documents: list[LegalDocument]
    organisations: list[Organisation]
    duties: list[Duty]
    groups: list[OrganisationGroup]
    complete_until: dt.date
    organisation_changes: list[OrganisationChange]
    identifiers: list[Identifier]
    hierarchies: list[Hierarchy]
    placements: list[Placement]
    targets: list[Target]
    target_sets: list[TargetSet]
    task_groups: list[TaskGroup]
    budget: list[BudgetLine]
    remedial_tasks: list[RemedialTask]
    spending_areas: list[SpendingArea]
    spending_shares: list[SpendingShare]
    regimes: list[ReportingRegime]
    standing_duties: list[StandingDuty]
    frameworks: list[Framework]
    assessments: list[Assessment]
    rankings: list[Ranking]
