"""Published results as somebody imports them: another import in force, the one before superseded and kept."""

from __future__ import annotations

import uuid

from shared.assessments import publishing_repository as repository
from shared.assessments.publishing_values import Publication
from shared.kit import db


async def publish(session: db.Session, publication: Publication) -> None:
    """Put the results in force; assessments that are not there yet are made as `imported`. Five statements.

    What the import before said of single components (outcomes, reasons) is carried over with its own sources: results
    at main-index level say nothing of them.
    """
    await repository.add_assessments(session, publication)
    before = await repository.supersede(session, [one.assessment_id for one in publication.results])
    imports = {one.assessment_id: uuid.uuid4() for one in publication.results}
    await repository.add_imports(session, publication, imports)
    await repository.add_figures(
        session, [(imports[one.assessment_id], figure) for one in publication.results for figure in one.figures]
    )
    await repository.carry_components(session, [(old, imports[assessment]) for assessment, old in before.items()])
