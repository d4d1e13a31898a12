"""An index table in the structure of decision 922, made by the tests: the catalog's names and weights, maxima that meet
what 2021 tells of them, methods and rules of nobody. It is no law and is shipped nowhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shared.catalog import read
from shared.frameworks import annex
from shared.kit import tables

# So that the sums of 2021 come out; the rest of each main index is split among the others.
_KNOWN = {
    **{"1.1": "10", "1.5": "10", "1.6": "10", "1.2": "10", "1.3": "10"},
    **{"2.1": "10", "2.3": "10", "2.5": "10", "2.11": "10"},
    **{"3.1": "15", "3.2": "15", "3.3": "15", "3.6": "15"},
    **{"4.8": "15", "4.9": "15"},
    **{"5.2": "8.33", "5.5": "8.34"},
    **{"7.5": "10", "7.8": "10", "7.11": "10", "7.3": "10", "7.6": "10", "7.7": "10", "7.9": "10", "7.12": "10"},
    **{"8.8": "30", "8.9": "40"},
    **{"9.4": "5", "9.3": "20", "9.5": "20", "9.8": "20"},
}
_RULES = (
    "yes_no",
    "steps: head=1; deputy=0.5; other=0",
    "tiers (số phiên họp | phiên/năm): >=4: 1; >=3: 0.75; else: 0",
    "ratio (văn bản ký số | văn bản) / (văn bản đã gửi | văn bản)",
)


def rows(*, with_rules: bool = True) -> list[dict[str, Any]]:
    """The whole table: 9 main indices, 98 components, the total."""
    framework = next(one for one in read.catalog().frameworks if one.slug == "dti-922")
    said: list[dict[str, Any]] = []
    for index in framework.main_indices:
        weight = index.weight or Decimal(0)
        said.append({"stt": str(index.number), "name": index.name, "max_points": weight})
        members = [one for one in framework.components if one.main_index == index.number]
        free = [one.code for one in members if one.code not in _KNOWN]
        left = weight - sum((Decimal(_KNOWN[one.code]) for one in members if one.code in _KNOWN), Decimal(0))
        share = (left / len(free)).quantize(Decimal("0.01"), rounding="ROUND_DOWN") if free else Decimal(0)
        for place, one in enumerate(members):
            last = free and one.code == free[-1]
            points = Decimal(_KNOWN.get(one.code, left - share * (len(free) - 1) if last else share))
            said.append(
                {
                    "stt": one.code,
                    "name": one.name,
                    "max_points": points,
                    "method": f"Cách xác định của {one.code}, nguyên văn.",
                    "evidence_asked": "Văn bản, báo cáo kèm theo",
                    "collected_from": "Các tỉnh tự báo cáo",
                    "verified_with": "Cục Chuyển đổi số quốc gia",
                    **({"rule": _RULES[place % len(_RULES)]} if with_rules and weight else {}),
                }
            )
    return [*said, {"name": "Tổng điểm", "max_points": framework.total_points}]


def xlsx(given: list[dict[str, Any]]) -> bytes:
    """The table as a workbook with the official headings."""
    return tables.write_xlsx(annex.COLUMNS, given, sheet="Phụ lục")
