"""The front page: the published DTI by main index, and the links that a newcomer needs."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from importlib import resources
from string import Template
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse

from shared.kit.web import routes
from shared.kit.web.doors import Reading
from shared.scoring import service as scoring

router = routes.router()
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BAR_WIDTH = 460


@router.get(
    "/",
    operation_id="front_page",
    tags=["documentation"],
    summary="Trang đầu / Front page",
    response_class=HTMLResponse,
)
async def front_page(reader: Reading) -> Response:
    """DTI đã công bố theo chỉ số chính. / The published DTI by main index, as a page."""
    published = await scoring.latest_published(reader)
    page = Template(resources.files("services.gateway").joinpath("front.html").read_text(encoding="utf-8"))
    body = page.substitute(_words(published))
    return Response(body, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _POLICY})


def _words(published: dict[str, Any] | None) -> dict[str, str]:
    if published is None:
        return {"heading": "Chưa có kết quả công bố", "summary": "", "bars": "", "height": "0", "assessment": ""}
    rows = [row for row in published["main_indices"] if row["value"] is not None]
    rank = f"hạng {published['rank']}/{published['rank_of']}" if published["rank"] else "hạng chưa rõ"
    return {
        "heading": escape(f"{published['organisation_name']}: DTI {published['year']}"),
        "summary": escape(f"{_vietnamese(published['value'])} · {rank}"),
        "bars": "\n".join(_bar(position, row) for position, row in enumerate(rows)),
        "height": str(len(rows) * 30 + 4),
        "assessment": escape(str(published["assessment"])),
    }


def _bar(position: int, row: dict[str, Any]) -> str:
    y, width = position * 30, float(row["value"]) * _BAR_WIDTH
    rank = f", hạng {row['rank']}" if row["rank"] else ""
    return (
        f'<g transform="translate(0 {y})"><text x="0" y="18">{row["number"]}. {escape(row["name"])}</text>'
        f'<rect class="all" x="240" y="4" width="{_BAR_WIDTH}" height="18" rx="3"/>'
        f'<rect class="got" x="240" y="4" width="{width:.1f}" height="18" rx="3"/>'
        f'<text x="{250 + _BAR_WIDTH}" y="18">{_vietnamese(row["value"])}{rank}</text></g>'
    )


def _vietnamese(value: Decimal) -> str:
    return format(value, "f").replace(".", ",")
