"""What can be asked of over-claim."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.analysis import errors
from shared.analysis.overclaim import repository, rules, values
from shared.assessments import service as assessments
from shared.assessments import values as assessment_values
from shared.evidence import service as evidence
from shared.kit import callers, db, exact_json
from shared.scoring import heads


async def of(reader: db.Reader, assessment_id: uuid.UUID) -> bytes:
    """Self, verified and their difference of every component that anybody claims or that was verified, and of every
    claimant, as JSON; by the run at the head and what it read. Raises AssessmentNotFound, NotComputedYet."""
    assessment = await assessments.read(reader, assessment_id)
    head = await heads.at_head(reader, assessment_id)
    if head is None:
        raise errors.NotComputedYet(year=assessment.year)
    claims = {claim.component: claim.id for claim in head.inputs.claims}
    posted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for piece in head.inputs.pieces:
        posted[piece.component].add(piece.revision_id)
    owners = await _owners(reader, head)
    found: list[tuple[values.Figure, dict[str, Any]]] = []
    for component in head.inputs.structure.components:
        node = f"component:{component.code}"
        own, verified = head.scores["self", node], head.scores["verified", node]
        basis: values.Basis = "none"
        wanted: set[uuid.UUID] = set()
        if component.code in claims:
            basis, wanted = "claim", {claims[component.code]}
        elif own.points:
            basis, wanted = "implied", posted[component.code]
        names = tuple(sorted({owners[key] for key in wanted if key in owners}))
        figure = values.Figure(component.code, own.points, verified.points, verified.undecided, names)
        if basis == "none" and not verified.points:
            continue
        found.append(
            (
                figure,
                {
                    "code": component.code,
                    "name": component.name,
                    "basis": basis,
                    "claim": claims.get(component.code),
                    "claimed_by": list(names),
                    "self": own.points,
                    "verified": verified.points,
                    "gap": figure.gap,
                    "max_points": verified.max_points,
                    "undecided": verified.undecided,
                    "certainty": verified.certainty,
                    "self_score_id": own.score_id,
                    "verified_score_id": verified.score_id,
                },
            )
        )
    return exact_json.dump(_answer(assessment, head, found))


async def list_page(
    reader: db.Reader,
    wanted: assessment_values.Filter,
    *,
    agency: str | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of the claimants of all computed assessments that match, the largest gap first, as JSON with `next_keys`.

    `agency`: the claimant (slug). Read as the system: whose claim a figure is, everybody sees who reads figures, and no
    words of it are shown. Who may read figures is the caller's to check.
    """
    with callers.asking(callers.SYSTEM):
        return await repository.list_page(reader, wanted, agency=agency, after=after, limit=limit, total=total)


async def _owners(reader: db.Reader, head: heads.AtHead) -> Mapping[uuid.UUID, str]:
    """The organisation (slug) of each claim and evidence revision that the run read."""
    claims = _read(await assessments.claim_details(reader, [claim.id for claim in head.inputs.claims]))
    revisions = sorted({piece.revision_id for piece in head.inputs.pieces})
    papers = _read(await evidence.details(reader, revisions, []))
    found = {uuid.UUID(claim["id"]): claim["organisation"] for claim in claims}
    return found | {uuid.UUID(one["revision_id"]): one["organisation"] for one in papers["revisions"]}


def _answer(
    assessment: assessment_values.Assessment, head: heads.AtHead, found: list[tuple[values.Figure, dict[str, Any]]]
) -> dict[str, Any]:
    figures = [figure for figure, _ in found]
    own, verified = head.scores.get(("self", "total")), head.scores.get(("verified", "total"))
    return {
        "assessment": assessment.id,
        "organisation": assessment.organisation,
        "year": assessment.year,
        "framework": assessment.framework,
        "framework_version": head.inputs.structure.version,
        **head.provenance(),
        "gap": rules.total(figures),
        "self": sum((one.own for one in figures if one.own is not None and one.gap is not None), Decimal(0)),
        "verified": sum(
            (one.verified for one in figures if one.verified is not None and one.gap is not None), Decimal(0)
        ),
        "self_score_id": own and own.score_id,
        "verified_score_id": verified and verified.score_id,
        "agencies": [_shown(agency) for agency in rules.by_agency(figures)],
        "components": [shown for _, shown in found],
    }


def _shown(agency: values.Agency) -> dict[str, Any]:
    said = dict(vars(agency))
    return {
        "organisation": said.pop("organisation"),
        "components": said.pop("components"),
        "self": said.pop("own"),
        **said,
    }


def _read(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal)
