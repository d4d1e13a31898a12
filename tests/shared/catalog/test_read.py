"""Reading the catalog: what is there, and that what is wrong is refused whole and named."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shared.catalog import errors, read, schema, texts
from tests.shared.catalog.conftest import Damage


def test_counts() -> None:
    catalog = read.catalog()
    counted = {name: len(getattr(catalog, name)) for name in type(catalog).model_fields if name != "complete_until"}
    assert counted == {
        "legal_documents": 21, "organisations": 128, "duties": 2, "groups": 27, "targets": 104, "target_sets": 5,
        "task_groups": 6, "budget": 4, "spending_areas": 4, "spending_shares": 1, "remedial_tasks": 45,
        "regimes": 17, "standing_duties": 52, "frameworks": 6, "assessments": 3,
        "rankings": 1, "organisation_changes": 4, "identifiers": 1, "hierarchies": 3, "placements": 40,
    }  # fmt: skip
    assert catalog.complete_until == dt.date(2025, 2, 28)


def test_five_documents_are_held() -> None:
    held = {document.slug for document in read.catalog().legal_documents if document.text_file}
    assert held == {
        "nghi-quyet-48-nq-tu-2021",
        "ke-hoach-55-kh-ubnd-2022",
        "tin-ke-hoach-55-2022",
        "ke-hoach-187-kh-ubnd-2022",
        "ke-hoach-phong-trao-thi-dua-2022",
    }


def test_63_provinces_7_districts_and_the_coordinating_department() -> None:
    catalog = read.catalog()
    kinds = Counter(organisation.kind for organisation in catalog.organisations)
    assert (kinds["province"], kinds["district"]) == (63, 7)
    assert {duty.duty: duty.organisation for duty in catalog.duties} == {
        "coordination": "so-thong-tin-va-truyen-thong",
        "statistics": "cuc-thong-ke-tinh",
    }
    ranked = {row.organisation for ranking in catalog.rankings for row in ranking.rows}
    assert ranked == {organisation.slug for organisation in catalog.organisations if organisation.kind == "province"}


def test_which_groups_are_complete() -> None:
    complete = [group for group in read.catalog().groups if group.complete]
    assert [(group.slug, len(group.members)) for group in complete] == [
        ("ubnd-huyen-thanh-pho", 7),
        ("trung-du-va-mien-nui-phia-bac", 14),
    ]


def test_an_unconfirmed_code_is_marked() -> None:
    codes = {row.organisation: (row.national_code, row.status) for row in read.catalog().identifiers}
    assert codes == {"tinh-tuyen-quang": ("H60", "unconfirmed")}


def test_a_figure_is_exact(tmp_path: Path) -> None:
    file = tmp_path / "figures.yaml"
    file.write_text("published: 0.3750\n", encoding="utf-8")
    assert texts.load(file) == {"published": Decimal("0.3750")}
    assert isinstance(texts.load(file)["published"], Decimal)


DAMAGES = [
    ("targets/economy.yaml", "    level: province", "    level: province\n    owner: x", "owner: Extra inputs"),
    ("targets/economy.yaml", "    level: province", "    level: provinz", "targets.0.level"),
    (
        "targets/economy.yaml",
        "    level: province",
        "    level: province\n    level: district",
        "the key 'level' stands twice",
    ),
    ("targets/economy.yaml", "targets:", "target:", "expected ['targets']"),
    ("targets/economy.yaml", "code: KTS.02", "code: KTS.01", "target KTS.01 stands 2 times"),
    ("targets/economy.yaml", "value: 30, ", "value: 130, ", "beyond the natural limit 100"),
    ("targets/economy.yaml", "- year: 2030", "- year: 2025", "milestones are not one per year"),
    ("targets/economy.yaml", "unit: percent_of_grdp", "unit: null", "has unit, direction and aggregation"),
    ("targets/economy.yaml", "operator: stated, value: 20", "operator: null, value: 20", "a value has an operator"),
    ("targets/economy.yaml", "Tỷ trọng", "Ty\u0309 trọng", "the text is not NFC"),
    ("target_sets.yaml", "target: TD.TINH.02", "target: TD.TINH.01", "thi-dua-cap-tinh: target TD.TINH.01 stands 2"),
    ("target_sets.yaml", "target: TD.TINH.02", "target: TD.TINH.99", "thi-dua-cap-tinh: no target TD.TINH.99"),
    ("target_sets.yaml", "repeats: CQS.02", "repeats: CQS.99", "thi-dua-cap-tinh: no target CQS.99"),
    ("target_sets.yaml", "level: district", "level: commune", "of level district in a set of level commune"),
    ("target_sets.yaml", "year: 2025", "year: 2030", "has no milestone of 2030 alone"),
    ("target_sets.yaml", '"Người dân"', '"Mọi người"', "'Mọi người' is not in its quote"),
    (
        "target_sets.yaml",
        "slug: thi-dua-cap-xa",
        "slug: thi-dua-cap-tinh",
        "target set thi-dua-cap-tinh stands 2 times",
    ),
    ("organisations.yaml", "parent: ubnd-tinh", "parent: ubnd-huyen", "no organisation ubnd-huyen"),
    ("organisations.yaml", "    parent: null", "    parent: so-tai-chinh", "is its own ancestor"),
    ("organisations.yaml", "members: [van-phong-ubnd-tinh,", "members: [van-phong,", "no organisation van-phong"),
    ("legal_documents.yaml", "slug: quyet-dinh-411-qd-ttg-2022", "slug: quyet-dinh-411", "no legal document"),
    ("tasks.yaml", "{group: ubnd-huyen-thanh-pho}", "{group: ubnd-cac-huyen}", "no group ubnd-cac-huyen"),
    ("tasks.yaml", "components: ['1.3']", "components: ['1.99']", "no component 1.99"),
    ("reporting.yaml", "receiver: ubnd-tinh", "receiver: ubnd", "no organisation ubnd"),
    ("frameworks/922.yaml", "weight: 100", "weight: 101", "the weights add up to 1001"),
    ("frameworks/922.yaml", "component_count: 98", "component_count: 97", "98 components, 97 announced"),
    ("assessments/2021.yaml", "framework: dti-922", "framework: dti-923", "no framework dti-923"),
    ("rankings/2022.yaml", "tinh-bac-ninh", "tinh-bac-giang", "organisation tinh-bac-giang stands 2 times"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), DAMAGES)
def test_what_is_wrong_is_refused_and_named(damaged: Damage, file: str, old: str, new: str, expected: str) -> None:
    with pytest.raises(errors.CatalogInvalid, match=re.escape(expected)):
        read.catalog(damaged(file, old, new))


def test_a_legal_source_without_a_clause_is_refused() -> None:
    with pytest.raises(ValueError, match="names its document and clause"):
        schema.Source(kind="legal", document="ke-hoach-55-kh-ubnd-2022", quote="20%")


def test_a_part_that_is_not_there_is_an_empty_list(tmp_path: Path) -> None:
    for file in ("legal_documents.yaml", "organisations.yaml"):
        shutil.copy(read.ROOT / file, tmp_path)
    assert read.catalog(tmp_path).targets == []


def test_only_documents_can_be_read() -> None:
    with pytest.raises(FileNotFoundError):
        read.document_text("../read.py")
