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
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_BAR_WIDTH = 460
_ROW_HEIGHT = 30


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
        return dict.fromkeys(("summary", "bars", "links", "source"), "") | {
            "heading": "Chưa có kết quả công bố",
            "height": "0",
        }
    rows = published["main_indices"]
    rank = f"hạng {published['rank']}/{published['rank_of']}" if published["rank"] else "hạng chưa rõ"
    return {
        "heading": escape(f"{published['organisation_name']}: DTI {published['year']}"),
        "summary": _why(published["score_id"], f"{_vietnamese(published['value'])} · {rank}"),
        "bars": "\n".join(_bar(position, row) for position, row in enumerate(rows)),
        "height": str(len(rows) * _ROW_HEIGHT),
        "links": f'<a href="/v1/assessments/{published["assessment"]}/scores">Số liệu / data</a>',
        "source": escape(f"Nguồn: {published['document_number']}, {published['clause']}."),
    }


def _bar(position: int, row: dict[str, Any]) -> str:
    name = f'<text x="0" y="18">{row["number"]}. {escape(row["name"])}</text>'
    track = f'<rect class="all" x="240" y="4" width="{_BAR_WIDTH}" height="18" rx="3"/>'
    if row["value"] is None:
        figure = f'<text class="none" x="{250 + _BAR_WIDTH}" y="18">không đánh giá</text>'
    else:
        width = float(row["value"]) * _BAR_WIDTH
        shown = _vietnamese(row["value"]) + (f", hạng {row['rank']}" if row["rank"] else "")
        track += f'<rect class="got" x="240" y="4" width="{width:.1f}" height="18" rx="3"/>'
        figure = _why(row["score_id"], f'<text x="{250 + _BAR_WIDTH}" y="18">{shown}</text>')
    return f'<g transform="translate(0 {position * _ROW_HEIGHT})">{name}{track}{figure}</g>'


def _why(score_id: object, shown: str) -> str:
    """A figure that leads to its explanation."""
    return f'<a href="/v1/scores/{score_id}/explain">{shown}</a>'


def _vietnamese(value: Decimal) -> str:
    return format(value, "f").replace(".", ",")
