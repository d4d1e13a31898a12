"""What can be asked of an attribution."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from shared.analysis.attribution import errors, reading, repository, rules, shown, values
from shared.assessments import service as assessments
from shared.assessments.errors import AssessmentNotFound, NoSuchAssessment
from shared.assessments.values import Assessment
from shared.frameworks import crosswalks
from shared.frameworks import service as frameworks
from shared.frameworks.values import Structure
from shared.kit import db, exact_json
from shared.kit.errors import Finding


@dataclass(frozen=True)
class Asked:
    """Which change: of an assessment since another, each in a column; None: verified where computed, else published."""

    assessment: uuid.UUID
    against: uuid.UUID
    column: values.Column | None
    against_column: values.Column | None


async def of(reader: db.Reader, asked: Asked) -> bytes:
    """The change of the total with what it comes from, as JSON; the parts and the rest sum exactly.

    Raises AssessmentNotFound, NoSuchAssessment (of `against`), NotComparable, NoFigures.
    """
    now = await assessments.read(reader, asked.assessment)
    then = await _against(reader, asked)
    if asked.assessment == asked.against and asked.column == asked.against_column:
        en, vi = "It is the same assessment.", "Đây là cùng một kỳ đánh giá."
        raise errors.NotComparable(Finding("against", en, vi, "same"))
    after, before = await _stand(reader, now, asked.column), await _stand(reader, then, asked.against_column)
    same = before.structure.framework == after.structure.framework
    carried, comparison = await _carried(reader, before.structure, after.structure, same=same)
    found = rules.attribute(before.side, after.side, carried, same_framework=same)
    return exact_json.dump(shown.answer(after, before, found, comparison))


async def _against(reader: db.Reader, asked: Asked) -> Assessment:
    try:
        return await assessments.read(reader, asked.against)
    except AssessmentNotFound as error:
        where = Finding("against", "No such assessment.", "Không có kỳ đánh giá này.", "unknown")
        raise NoSuchAssessment(where, assessment=asked.against) from error


async def _stand(reader: db.Reader, assessment: Assessment, column: values.Column | None) -> shown.Stand:
    """An assessment in a column. Raises NoFigures."""
    chosen: values.Column = column or "verified"
    row = None if chosen == "published" else await repository.computed(reader, assessment.id, chosen)
    if row is None and (column is None or column == "published"):
        chosen, row = "published", await repository.published(reader, assessment.id)
    if row is None:
        raise errors.NoFigures(year=assessment.year, column=chosen)
    structure = (await frameworks.structures(reader, [row["framework_version_id"]]))[row["framework_version_id"]]
    found = dict(zip(row["nodes"], row["score_ids"], strict=True))
    side = reading.side(row, structure, chosen)
    return shown.Stand(assessment, structure, chosen, row["rests_on"], side, found.get("total"))


async def _carried(
    reader: db.Reader, before: Structure, after: Structure, *, same: bool
) -> tuple[dict[str, str], shown.Comparison]:
    """Components of today by their codes of then, one to one, and on what ground."""
    if before.version_id == after.version_id:
        return {one.code: one.code for one in after.components}, "same_version"
    versions = await crosswalks.load(reader, [before.version_id, after.version_id])
    lines = (await crosswalks.between(reader, versions[before.version_id], versions[after.version_id]))["lines"]
    carried = {line["before"][0]["code"]: line["after"][0]["code"] for line in lines if line["relation"] == "carried"}
    return carried, "same_framework" if same else "crosswalk" if carried else "none"
