"""An annex of the plan that fits it: obviously synthetic tasks in the plan's numbers and sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shared.catalog import read
from shared.kit import tables
from shared.tasks import annex

CATALOG = read.catalog()
LEADS = ("so-thong-tin-va-truyen-thong", "so-noi-vu", "so-tai-chinh", "ubnd-huyen-thanh-pho")
PLAN = {str(line.code): line.amount_million_vnd for line in CATALOG.budget}
YEARS = (2022, 2023, 2024, 2025)


def rows() -> list[dict[str, Any]]:
    """One row for each task of each group; what the plan gives by source is spread over the tasks and years."""
    found: list[dict[str, Any]] = []
    for group in CATALOG.task_groups:
        for number in range(1, group.task_count + 1):
            place = len(found)
            row: dict[str, Any] = {
                "code": f"TONG-HOP.{place + 1:03}",
                "group": group.code,
                "name": f"Nhiệm vụ tổng hợp để kiểm thử số {number} của nhóm {group.name}",
                "lead": LEADS[place % len(LEADS)],
                "document": "ke-hoach-55-kh-ubnd-2022",
                "clause": f"Phụ lục, dòng {place + 1}",
                "certainty": "provisional",
                "deliverable": f"Báo cáo tổng hợp số {place + 1}",
                "due_by_on" if place % 2 else "due_before_on": f"{YEARS[place % 4]}-12-15",
            }
            if place % 5 == 4:
                row["depends_on"] = f"TONG-HOP.{place:03}; TONG-HOP.{place - 1:03}"
            if place % 7 == 0:
                row |= {
                    "co_leads": "van-phong-ubnd-tinh",
                    "targets": "CQS.03",
                    "framework": "dti-922",
                    "components": "1.1",
                }
            found.append(row)
    _spend(found)
    return found


def _spend(found: Sequence[dict[str, Any]]) -> None:
    for fund in annex.FUNDS:
        share = (PLAN[fund] / len(found)).quantize(Decimal("0.001"))
        rest = PLAN[fund]
        for place, row in enumerate(found):
            amount = rest if place == len(found) - 1 else share
            column = fund if place % 9 == 0 else f"{fund}_{YEARS[place % 4]}"
            row[column] = amount
            rest -= amount


def csv(given: Sequence[dict[str, Any]]) -> bytes:
    """As CSV for machines."""

    def day(row: dict[str, Any]) -> dict[str, Any]:
        dates = {name: dt.date.fromisoformat(row[name]) for name in ("due_by_on", "due_before_on") if row.get(name)}
        return {**row, **dates}

    return tables.write_csv(annex.COLUMNS, [day(row) for row in given], excel=False)
