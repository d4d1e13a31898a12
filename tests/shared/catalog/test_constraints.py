"""What 2021 tells of unknown maxima follows from what was published of 2021, all of it and nothing else."""

from __future__ import annotations

from decimal import Decimal

from shared.catalog import read

HALF_OF_THE_LAST_PLACE = Decimal("0.00005")


def test_the_constraints_are_those_that_follow_from_2021() -> None:
    framework = next(one for one in read.catalog().frameworks if one.slug == "dti-922")
    of_2021 = next(one for one in read.catalog().assessments if one.year == 2021)
    values = {one.number: one.value for one in of_2021.published if one.node == "main_index"}
    expected = []
    for index in framework.main_indices:
        value, weight = values.get(index.number), index.weight
        if not weight or value is None:
            continue
        codes: dict[str, list[str]] = {"full": [], "partial": []}
        for one in of_2021.outcomes:
            if one.component.partition(".")[0] == str(index.number):
                codes.setdefault(one.outcome, []).append(one.component)
        full, partial = codes["full"], codes["partial"]
        bounds = weight * value, weight * HALF_OF_THE_LAST_PLACE
        if full:
            expected.append((index.number, full, "less" if partial else "equal", *bounds))
        if partial:
            expected.append((index.number, full + partial, "more", *bounds))
    stated = [(c.main_index, c.components, c.relation, c.points, c.tolerance) for c in framework.constraints]
    assert stated == expected
    assert len(stated) == 12
