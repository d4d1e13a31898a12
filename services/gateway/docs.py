"""One OpenAPI document and one page for all services; the page's assets are our own and need no internet."""

from __future__ import annotations

from importlib import resources
from typing import Literal

from fastapi import Response

from shared.kit.web import routes

router = routes.router()
_TYPES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "start.js": "text/javascript",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
)
_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>DTI · API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/assets/start.js"></script></body></html>"""
_START = """SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  persistAuthorization: false});"""


@router.get(
    "/openapi.json", operation_id="openapi", tags=["documentation"], summary="Tài liệu OpenAPI 3.1 / OpenAPI 3.1"
)
async def openapi() -> Response:
    """Một tài liệu cho mọi dịch vụ. / One document for all services (made by `make openapi`, checked by a test)."""
    document = resources.files("services.gateway").joinpath("openapi.json").read_bytes()
    return Response(document, media_type="application/json")


@router.get("/docs", operation_id="docs", tags=["documentation"], summary="Trang tài liệu / Documentation page")
async def docs() -> Response:
    """Trang tra cứu và gọi thử; không cần internet. / Browse and try; works without internet."""
    return Response(_PAGE, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/assets/{name}", operation_id="docs_asset", include_in_schema=False)
async def docs_asset(name: Literal["swagger-ui-bundle.js", "swagger-ui.css", "start.js"]) -> Response:
    """A file of the documentation page."""
    if name == "start.js":
        return Response(_START, media_type=_TYPES[name])
    body = resources.files("fastapi_offline").joinpath("static", name).read_bytes()
    return Response(body, media_type=_TYPES[name], headers={"Cache-Control": "public, max-age=86400"})
