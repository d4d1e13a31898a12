"""Computing an assessment and reading its scores."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from shared.assessments import applicability, peers
from shared.assessments import service as assessments
from shared.assessments.errors import AssessmentNotFound
from shared.evidence import rights
from shared.evidence import service as evidence
from shared.frameworks import service as frameworks
from shared.frameworks import succession
from shared.identity import rights as identity
from shared.identity.errors import ScopeMissing
from shared.identity.values import Principal
from shared.kit import callers, clock, db, failpoints
from shared.scoring import errors, explaining, many, packing, repository, rules, snapshot, values

SCOPE = "scores:read"


def lock_name(assessment_id: uuid.UUID) -> str:
    """The advisory lock under which an assessment is computed: one computation at a time."""
    return f"compute:{assessment_id}"


async def compute(session: db.Session, now: clock.Clock, assessment_id: uuid.UUID) -> values.Head:
    """Compute an assessment as one REPEATABLE READ snapshot shows it; computing the same again writes nothing.

    The caller holds `lock_name` and began the transaction after it got the lock. Raises AssessmentNotFound.
    """
    computed = await compute_all(session, now, [assessment_id])
    if not computed:
        raise AssessmentNotFound(assessment=assessment_id)
    return computed[0]


async def compute_all(session: db.Session, now: clock.Clock, wanted: Sequence[uuid.UUID]) -> list[values.Head]:
    """The same for many at once, with as many statements as for one; an unknown assessment is left out.

    The caller holds the lock of each and began the transaction after it got the last one.
    """
    versions = await assessments.wanted_versions(session, wanted)  # first: what is read then is at least as new
    reader = await db.reading(session)
    dumps = snapshot.Dumps()
    runs = [
        _run(one.assessment_id, versions, one.framework_version_id, one.read, one.columns)
        async for one in many.computed(reader, dumps, wanted)
    ]
    quick = {run.assessment_id for run in runs}
    found = await inputs(reader, [item for item in wanted if item not in quick])
    await failpoints.reach("compute.read")
    for assessment_id, given in found.items():
        await asyncio.sleep(0)  # whoever waits in this process for one of these few milliseconds goes first
        columns = packing.pack(rules.compute(given))
        runs.append(_run(assessment_id, versions, given.structure.version_id, dumps.dump(given), columns))
    await failpoints.reach("compute.computed")
    await repository.add_runs(reader, runs, engine=rules.ENGINE_VERSION, at=now.now())
    await failpoints.reach("compute.written")
    return [values.Head(run.assessment_id, run.inputs_version, run.inputs_version) for run in runs]


def _run(
    assessment_id: uuid.UUID,
    versions: Mapping[uuid.UUID, int],
    framework_version_id: uuid.UUID,
    read: snapshot.Snapshot,
    columns: Sequence[packing.Column],
) -> packing.Run:
    version = versions.get(assessment_id, 0)
    run_id = packing.run_id(assessment_id, version, rules.ENGINE_VERSION)
    return packing.Run(run_id, assessment_id, framework_version_id, version, read, columns)


async def gather(session: db.Session, assessment_id: uuid.UUID) -> values.Inputs:
    """Everything a computation rests on, as this transaction sees it. Raises AssessmentNotFound."""
    found = await inputs(await db.reading(session), [assessment_id])
    if assessment_id not in found:
        raise AssessmentNotFound(assessment=assessment_id)
    return found[assessment_id]


async def inputs(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, values.Inputs]:
    """What a computation of each of these assessments would rest on now; an unknown one is left out.

    One statement per kind of row, however many assessments. Read as the system: a figure rests on every document, also
    on those whose words the caller may not read, and no words are in it. Who may read figures is the caller's to check.
    """
    if not wanted:
        return {}
    with callers.asking(callers.SYSTEM):
        versions = await assessments.framework_versions(reader, wanted)
        known = list(versions)
        structures = await frameworks.structures(reader, list(set(versions.values())))
        claims = await assessments.claims_in_force(reader, known)
        pieces = await evidence.standing(reader, known)
        exemptions = await applicability.exemptions(reader, known)
        bests = await peers.bests(reader, known)
    found: dict[uuid.UUID, values.Inputs] = {}
    for item in known:
        structure = structures[versions[item]]
        # Where the version does not say what becomes of them, every component counts.
        exempt = () if structure.not_applicable is None else exemptions[item]
        found[item] = values.Inputs(structure, claims[item], pieces[item], exempt, _bests(bests.get(item, {})))
    return found


def _bests(found: peers.Best) -> tuple[values.Best, ...]:
    return tuple(values.Best(component, column, ratio) for (component, column), ratio in found.items())


async def behind(reader: db.Reader) -> list[values.Head]:
    """What is wanted but not computed; the sweeper rings again for these."""
    return [values.Head(**row) for row in await repository.behind(reader, rules.ENGINE_VERSION)]


async def computed_version(reader: db.Reader, assessment_id: uuid.UUID) -> int:
    """The version that this engine has computed; 0 before its first computation."""
    return (await computed_versions(reader, [assessment_id])).get(assessment_id, 0)


async def computed_versions(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The versions that this engine has computed of these; one that it never computed is left out."""
    return await repository.computed_versions(reader, wanted, rules.ENGINE_VERSION)


def reads_computed(caller: Principal | None) -> bool:
    """Whether the caller reads more than what is published: everybody with a token, a service account by its scope."""
    return caller is not None and bool(identity.reads(caller, "score"))


async def scores_json(
    reader: db.Reader, assessment_id: uuid.UUID, caller: Principal | None, *, framework_version: int | None = None
) -> bytes:
    """Self, verified, published, as JSON; only what is published for who does not read computed scores.

    `framework_version`: the last scores under that version instead of those at the head. Raises AssessmentNotFound,
    NoSuchVersion, and NotPublic or ScopeMissing for an assessment that is computed here and such a caller.
    """
    assessment = await assessments.read(reader, assessment_id)
    if assessment.status != "imported":
        _require_computed(caller)
    if framework_version is not None:
        await succession.check_version(reader, "framework_version", assessment.framework_version_id, framework_version)
    found = await repository.scores_json(
        reader, assessment_id, computed=reads_computed(caller), framework_version=framework_version
    )
    if found is None:
        raise AssessmentNotFound(assessment=assessment_id)
    return found


async def explain(reader: db.Reader, score_id: uuid.UUID, caller: Principal | None, now: clock.Clock) -> bytes:
    """Where a figure comes from, to evidence hash, decision and clause, as JSON.

    Raises ScoreNotFound, NotPublic, ScopeMissing.
    """
    published = await repository.published_score(reader, score_id)
    if published is not None:
        return published
    known = _require_computed(caller)
    score = await repository.computed_score(reader, score_id)
    if score is None:
        raise errors.ScoreNotFound(score=score_id)
    return await explaining.explain(reader, score, readable=await rights.of(reader, known, now))


async def latest_published(reader: db.Reader) -> dict[str, Any] | None:
    """The newest published total with its main indices, for the front page; None when nothing is published.

    Keys: assessment, score_id, organisation_name, year, value, rank, rank_of, document_number, clause, and
    main_indices [{number, name, value, rank, score_id}] with nulls where nothing is published.
    """
    head = await repository.latest_published(reader)
    return (
        None
        if head is None
        else {**head, "main_indices": await repository.published_indices(reader, head["import_id"])}
    )


async def run(reader: db.Reader, run_id: uuid.UUID) -> bytes:
    """One computation with the inputs it captured, as JSON. Raises RunNotFound."""
    found = await repository.run_json(reader, run_id)
    if found is None:
        raise errors.RunNotFound(run=run_id)
    return found


def _require_computed(caller: Principal | None) -> Principal:
    if caller is None:
        raise errors.NotPublic
    if not reads_computed(caller):
        raise ScopeMissing(scope=SCOPE)
    return caller
