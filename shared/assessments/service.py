"""What can be asked of assessments and claims."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.assessments import errors, events, peers, repository, rules, values
from shared.audit import service as audit
from shared.frameworks import service as frameworks
from shared.frameworks import values as framework_values
from shared.frameworks.errors import NoSuchComponent
from shared.identity import membership, rights
from shared.identity.relations import Relation
from shared.kit import clock, db, exact_json, names, rows
from shared.kit.errors import Finding
from shared.outbox import service as outbox


@dataclass(frozen=True)
class ClaimAccepted:
    """The claim's id, the points that it says or earns, and the version of the assessment that holds it."""

    id: uuid.UUID
    points: Decimal | None
    assessment_version: int


def assessment_id(framework: str, organisation: str, year: int) -> uuid.UUID:
    """The id of an assessment, the same in every installation."""
    return names.uuid_of("assessment", framework, organisation, year)


async def install(session: db.Session, table: str, given: list[rows.Row]) -> int:
    """Store the catalog's `assessments`; rows changed. Raises CatalogLost."""
    return await repository.install(session, table, given)


async def install_published(
    session: db.Session, imports: list[rows.Row], figures: list[rows.Row], reasons: list[rows.Row]
) -> int:
    """Put these imports in force with what they say; imports that are no longer stated are superseded and stay."""
    return await repository.install_imports(session, imports) + await repository.install_published(
        session, figures, reasons
    )


def pillar_values(structure: framework_values.Structure, values: Mapping[int, Decimal]) -> dict[str, Decimal]:
    """The pillars that follow from published values of main indices (by number); only those that do."""
    indices = {index.number: index for index in structure.main_indices}
    found = {pillar.code: rules.pillar_value(pillar, indices, values) for pillar in structure.pillars}
    return {code: value for code, value in found.items() if value is not None}


async def open_new(session: db.Session) -> int:
    """Ask for a first computation of every open assessment that has none; how many."""
    fresh = await repository.without_version(session)
    for item in fresh:
        version = await raise_version(session, item)
        await outbox.record(session, events.AssessmentOpened(item, version))
    return len(fresh)


async def recompute(session: db.Session, framework_version_id: uuid.UUID) -> int:
    """Ask for a new computation of every open assessment under a framework version; how many.

    Whoever posts to one of them waits until this transaction ends.
    """
    concerned = await repository.with_version(session, framework_version_id)
    for item in concerned:
        version = await raise_version(session, item)
        await outbox.record(session, events.FrameworkCorrected(item, version))
    return len(concerned)


async def get(session: db.Session, wanted: uuid.UUID) -> values.Assessment:
    """One assessment. Raises AssessmentNotFound."""
    row = await repository.find(session, wanted)
    if row is None:
        raise errors.AssessmentNotFound(assessment=wanted)
    return values.Assessment(**row)


async def get_open(session: db.Session, wanted: uuid.UUID) -> values.Assessment:
    """One assessment that takes writes. Raises AssessmentNotFound, AssessmentClosed."""
    found = await get(session, wanted)
    check_open(found)
    return found


def check_open(found: values.Assessment) -> None:
    """Only an open assessment takes claims, evidence and ordinary decisions. Raises AssessmentClosed, saying why."""
    rules.check_open(found)


def check_contributes(operation: str, found: values.Assessment, organisation: str) -> None:
    """Any agency contributes to the province's assessment, to an agency's own that agency alone (`access.OPERATIONS`).

    Raises NotYourAssessment.
    """
    related: set[Relation] = {"own"} if organisation == found.organisation else {"other"}
    if rights.refusal(operation, related, of_agency=found.level != "province") == "relation":
        raise errors.NotYourAssessment(organisation=found.organisation)


async def read(reader: db.Reader, wanted: uuid.UUID) -> values.Assessment:
    """One assessment on the read door. Raises AssessmentNotFound."""
    row = await repository.read_one(reader, wanted)
    if row is None:
        raise errors.AssessmentNotFound(assessment=wanted)
    return values.Assessment(**row)


async def raise_version(session: db.Session, wanted: uuid.UUID) -> int:
    """Count a change that can move a score. Done last, before the outbox row that carries it: writers queue here."""
    return await repository.raise_version(session, wanted)


async def wanted_version(session: db.Session, wanted: uuid.UUID) -> int:
    """The version that scores should have reached; 0 before the first write."""
    return (await wanted_versions(session, [wanted])).get(wanted, 0)


async def wanted_versions(session: db.Session, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The versions that scores of these should have reached; one that was never asked for is left out."""
    return await repository.versions(session, wanted)


async def claims_in_force(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[values.Claim, ...]]:
    """The latest claim of every claimed component of these assessments, by assessment; one statement."""
    found: dict[uuid.UUID, list[values.Claim]] = {item: [] for item in wanted}
    for row in await repository.latest_claims(reader, wanted):
        former = framework_values.former(row.pop("former_max_points"), row.pop("former_rule"))
        said = framework_values.said(row.pop("values"))
        found[row.pop("assessment_id")].append(values.Claim(**row, values=said, former=former))
    return {item: tuple(claims) for item, claims in found.items()}


async def framework_versions(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The framework version that each of these is scored by; an unknown assessment is left out."""
    return await repository.framework_versions(reader, wanted)


async def claim_details(reader: db.Reader, claims: Sequence[uuid.UUID]) -> bytes:
    """Claims as explain shows them, as JSON."""
    return await repository.claim_details(reader, claims)


async def claimed_values(session: db.Session, assessment: uuid.UUID, component: uuid.UUID) -> dict[str, Any]:
    """The values of the claim in force of a component, whoever made it; none without a claim. For who reads scores."""
    found: dict[str, Any] = json.loads(
        await repository.claimed_values(session, assessment, component) or "{}", parse_float=Decimal
    )
    return found


async def put_claim(
    session: db.Session,
    actor: audit.Actor,
    now: clock.Clock,
    *,
    assessment: uuid.UUID,
    component: str,
    said: values.Said,
    note: str | None,
    match: Callable[[uuid.UUID | None], None] | None = None,
) -> ClaimAccepted:
    """Answer a component in points or by the values of its rule; a later claim replaces it, nothing is lost.

    `match` is shown the claim that would be replaced (None: the first one) and may raise.
    Raises TokenOrganisationUnknown, AssessmentNotFound, NotYourAssessment, AssessmentClosed, NoSuchComponent,
    ClaimRefused.
    """
    organisation_id = await membership.own_id(session, actor.organisation)
    found = await get(session, assessment)
    check_contributes("put_claim", found, actor.organisation)
    check_open(found)
    claimed = await component_of(session, found.framework_version_id, component)
    points, findings = rules.claimed(said, claimed)
    if findings:
        raise errors.ClaimRefused(*findings)
    claim = {
        "id": uuid.uuid4(),
        "assessment_id": assessment,
        "component_id": claimed.id,
        "points": points,
        "input_values": exact_json.dump(dict(said.values)).decode(),
        "note": note,
        "claimed_by": actor.subject,
        "organisation_id": organisation_id,
        "recorded_at": now.now(),
    }
    await repository.lock_claims(session, assessment, claimed.id)
    if match is not None:
        match(await repository.claim_in_force(session, assessment, claimed.id))
    watched = await peers.watch(session, assessment, [claimed])
    await repository.add_claim(session, claim)
    await audit.record(
        session,
        actor,
        action="claim.put",
        entity_kind="claim",
        entity_id=claim["id"],
        occurred_at=now.now(),
        after={"assessment": assessment, "component": component, "points": points, "values": said.values, "note": note},
    )
    version = await peers.raise_version(session, watched)
    await outbox.record(session, events.ClaimPut(assessment, version, component))
    return ClaimAccepted(uuid.UUID(str(claim["id"])), points, version)


async def component_of(session: db.Session, version: uuid.UUID, code: str) -> framework_values.Component:
    """A component of a framework version by its code. Raises NoSuchComponent naming the field `component`."""
    return (await components_of(session, version, [code], field="component"))[0]


async def components_of(
    session: db.Session, version: uuid.UUID, codes: Sequence[str], *, field: str
) -> list[framework_values.Component]:
    """Components of a framework version by their codes, one for each of them, in the order that they are asked for.

    Raises NoSuchComponent naming every unknown code and `field`.
    """
    known = await frameworks.components(session, version, codes)
    unknown = [code for code in codes if code not in known]
    if unknown:
        listed = ", ".join(unknown)
        where = Finding(field, f"Unknown: {listed}.", f"Không có: {listed}.", "unknown")
        raise NoSuchComponent(where, codes=unknown)
    return [known[code] for code in codes]


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """A page of assessments, newest year first, as JSON with `next_keys`."""
    return await repository.list_page(reader, wanted, after=after, limit=limit, total=total)


async def filter_id(reader: db.Reader, field: str, assessment: uuid.UUID | None) -> uuid.UUID | None:
    """A list's filter by assessment. Raises NoSuchAssessment naming the field."""
    if assessment is not None and await repository.read_one(reader, assessment) is None:
        where = Finding(field, "No such assessment.", "Không có kỳ đánh giá này.", "unknown")
        raise errors.NoSuchAssessment(where, assessment=assessment)
    return assessment


async def as_json(reader: db.Reader, wanted: uuid.UUID) -> bytes:
    """One assessment with its published reasons, as JSON. Raises AssessmentNotFound."""
    found = await repository.find_json(reader, wanted)
    if found is None:
        raise errors.AssessmentNotFound(assessment=wanted)
    return found
