"""The reporting regimes: who, to whom, how often, before which day."""

from __future__ import annotations

import datetime as dt

import pytest

from shared.catalog import read, schema


def regime(code: str) -> schema.ReportingRegime:
    return next(r for r in read.catalog().regimes if r.code == code)


def reporters(found: schema.ReportingRegime) -> list[str | None]:
    return [r.organisation or r.group for r in found.reporters]


@pytest.mark.parametrize(
    ("code", "frequency", "day"),
    [
        ("ke-hoach-55-6-thang", "half_yearly", (15, 6)),
        ("ke-hoach-55-nam", "yearly", (10, 12)),
        ("ke-hoach-55-tong-hop-6-thang", "half_yearly", (None, None)),
        ("ke-hoach-55-tong-hop-nam", "yearly", (15, 12)),
    ],
)
def test_days_of_plan_55(code: str, frequency: str, day: tuple[int | None, int | None]) -> None:
    found = regime(code)
    assert (found.frequency, (found.due_before_day, found.due_before_month)) == (frequency, day)
    assert (found.first_year, found.last_year, found.years_certainty) == (2022, 2025, "derived")


@pytest.mark.parametrize("code", ["ke-hoach-55-6-thang", "ke-hoach-55-nam"])
def test_agencies_report_to_the_people_s_committee_through_the_coordinating_department(code: str) -> None:
    found = regime(code)
    assert reporters(found) == ["cac-so-ban-nganh-va-ubnd-huyen-thanh-pho"]
    assert (found.kind, found.receiver, found.via) == ("agency_report", "ubnd-tinh", "so-thong-tin-va-truyen-thong")


@pytest.mark.parametrize("code", ["ke-hoach-55-tong-hop-6-thang", "ke-hoach-55-tong-hop-nam"])
def test_the_coordinating_department_consolidates_for_two_addressees(code: str) -> None:
    found = regime(code)
    assert reporters(found) == ["so-thong-tin-va-truyen-thong"]
    assert (found.kind, found.receiver) == ("consolidation", "ban-chi-dao-chuyen-doi-so-tinh")
    assert found.other_receivers == ["ubnd-tinh"]


def test_plan_187_is_reported_once_before_15_december_2022() -> None:
    found = regime("ke-hoach-187-ket-qua-2022")
    assert (found.frequency, found.due_before_on) == ("once", dt.date(2022, 12, 15))
    assert found.receiver == "so-thong-tin-va-truyen-thong"
    assert regime("ke-hoach-187-tong-hop-2022").due_before_on is None


def test_resolution_48_names_no_day() -> None:
    found = [r for r in read.catalog().regimes if r.source.document == "nghi-quyet-48-nq-tu-2021"]
    assert {r.source.clause: (reporters(r)[0], r.frequency) for r in found} == {
        "IV.1": ("cap-uy-chinh-quyen-cac-cap", "periodic"),
        "IV.2": ("ban-tuyen-giao-tinh-uy", "periodic"),
        "IV.4": ("ban-can-su-dang-ubnd-tinh", "yearly"),
        "IV.6": ("van-phong-tinh-uy", "periodic"),
    }
    assert {(r.due_before_month, r.due_before_day, r.due_before_on) for r in found} == {(None, None, None)}


def test_the_emulation_movement_is_reviewed_in_2023_2025_and_2030() -> None:
    found = [r for r in read.catalog().regimes if r.code.startswith("thi-dua-") and r.frequency == "once"]
    for kind, receiver in (("agency_report", "so-noi-vu"), ("consolidation", "ubnd-tinh")):
        of_kind = [r for r in found if r.kind == kind]
        assert [r.first_year for r in of_kind] == [r.last_year for r in of_kind] == [2023, 2025, 2030]
        assert {r.receiver for r in of_kind} == {receiver}


def test_every_regime_with_a_year_says_where_the_year_comes_from() -> None:
    for each in read.catalog().regimes:
        has_year = each.first_year is not None or each.last_year is not None
        assert (each.years_source is not None) == has_year, each.code
        assert (each.years_certainty == "unknown") == (not has_year), each.code


def test_a_year_that_is_certain_stands_in_its_quote() -> None:
    certain = [r for r in read.catalog().regimes if r.years_certainty == "certain"]
    assert len(certain) == 7
    for each in certain:
        quote = each.years_source.quote if each.years_source else None
        assert str(each.first_year) in (quote or ""), each.code
        assert str(each.last_year) in (quote or ""), each.code
