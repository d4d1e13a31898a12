"""Plan 55's groups and budget, plan 187's remedial tasks."""

from __future__ import annotations

from collections import Counter

import pytest

from shared.catalog import read, schema
from shared.law import quotes
from tests.shared.catalog import clauses

# Section of plan 187 → main index of decision 922, which counts smart city as 6 and the activities as 7, 8, 9.
SECTIONS = {"2.1": 1, "2.2": 2, "2.3": 3, "2.4": 4, "2.5": 5, "2.6": 7, "2.7": 8, "2.8": 9}
TASKS_OF_SECTION = {"2.1": 6, "2.2": 6, "2.3": 3, "2.4": 6, "2.5": 2, "2.6": 7, "2.7": 6, "2.8": 9}


def tasks() -> list[schema.RemedialTask]:
    return read.catalog().remedial_tasks


def task(code: str) -> schema.RemedialTask:
    return next(t for t in tasks() if t.code == code)


def owners(clause: str, words: str) -> list[str | None]:
    found = [t for t in tasks() if t.section == clause and words in t.name]
    return [t.owner.organisation or t.owner.group for t in found]


def test_six_groups_hold_109_tasks() -> None:
    assert [g.task_count for g in read.catalog().task_groups] == [4, 17, 13, 32, 40, 3]
    assert sum(g.task_count for g in read.catalog().task_groups) == 109


def test_budget_is_the_sum_of_its_sources() -> None:
    lines = {line.code: line.amount_million_vnd for line in read.catalog().budget}
    assert lines == {"recurrent": 474_025, "public_investment": 52_300, "socialised": 71_050, "total": 597_375}
    assert lines["total"] == lines["recurrent"] + lines["public_investment"] + lines["socialised"]


def test_45_remedial_tasks_one_per_bullet_and_owner() -> None:
    assert Counter(t.section.removeprefix("II.") for t in tasks()) == TASKS_OF_SECTION
    assert len(tasks()) == 45
    assert [t.code for t in tasks()] == [
        f"187.{section}.{k:02}" for section, count in TASKS_OF_SECTION.items() for k in range(1, count + 1)
    ]


def test_every_bullet_of_plan_187_has_a_task_that_cites_it() -> None:
    bullets = clauses.bullets(clauses.REMEDIES)
    assert {t.source.clause for t in tasks()} == set(bullets)
    for each in tasks():
        assert str(each.source.clause).startswith(f"{each.section}, ")
        assert quotes.one_line(str(each.source.quote)) in bullets[str(each.source.clause)], each.code


def test_a_task_s_index_is_in_the_decision_s_numbering() -> None:
    for each in tasks():
        assert each.main_index == SECTIONS[each.section.removeprefix("II.")], each.code


def test_components_are_of_the_task_s_own_index_and_a_reading() -> None:
    for each in tasks():
        assert {code.split(".")[0] for code in each.components} <= {str(each.main_index)}, each.code
        assert each.components_certainty == ("derived" if each.components else None), each.code


def test_the_coordinating_department_is_a_doer_in_all_eight_sections() -> None:
    sections = {t.section for t in tasks() if t.owner.organisation == "so-thong-tin-va-truyen-thong"}
    assert len(sections) == 8


@pytest.mark.parametrize(
    ("section", "words", "expected"),
    [
        ("II.2.2", "khoảng 1%", ["so-tai-chinh", "so-ke-hoach-va-dau-tu"]),
        (
            "II.2.4",
            "sinh viên tốt nghiệp",
            ["so-giao-duc-va-dao-tao", "truong-dai-hoc-tan-trao", "truong-cao-dang-nghe-ky-nghe-tinh"],
        ),
        ("II.2.6", "cho chính quyền số", ["so-ke-hoach-va-dau-tu", "so-tai-chinh", "co-quan-don-vi-dia-phuong"]),
        ("II.2.8", "Mobile money", ["vien-thong-tuyen-quang", "viettel-tuyen-quang"]),
    ],
)
def test_a_bullet_with_several_owners_is_a_task_of_each(section: str, words: str, expected: list[str]) -> None:
    assert owners(section, words) == expected


def test_the_loudspeakers_are_a_task_of_the_districts_every_week() -> None:
    found = task("187.2.1.03")
    assert found.owner.group == "ubnd-huyen-thanh-pho"
    assert found.frequency == "ít nhất 01 lần/tuần"
    assert found.components == ["1.9", "1.10"]


def test_partners_are_those_the_text_names() -> None:
    partners = {t.code: [p.organisation or p.group for p in t.partners] for t in tasks() if t.partners}
    assert partners == {
        "187.2.1.01": ["so-thong-tin-va-truyen-thong"],
        "187.2.2.02": ["so-tai-chinh"],
        "187.2.3.01": ["so-thong-tin-va-truyen-thong"],
        "187.2.4.01": ["cac-so-nganh-lien-quan"],
        "187.2.6.03": ["cac-so-ban-nganh", "co-quan-lien-quan"],
        "187.2.7.01": ["cac-so-ban-nganh-va-ubnd-huyen-thanh-pho", "co-quan-lien-quan"],
        "187.2.7.06": ["co-quan-don-vi-lien-quan"],
        "187.2.8.02": ["co-quan-don-vi-dia-phuong"],
        "187.2.8.06": ["cac-to-chuc"],
    }


def test_no_task_of_plan_187_has_a_day() -> None:
    assert {t.due_before_on for t in tasks()} == {None}
