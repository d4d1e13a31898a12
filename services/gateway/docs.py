"""One OpenAPI document and one page for all services; the page's assets are our own and need no internet."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import Any, Literal

import orjson
from fastapi import Response
from fastapi.responses import HTMLResponse

from shared.kit.web import reply, routes

router = routes.router()
_TYPES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "start.js": "text/javascript",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " frame-ancestors 'none'"
)
_START = """// Who follows the type of a problem finds its line first: what is drawn later would push it out of sight.
const line = location.hash.startsWith("#problem") && document.getElementById(location.hash.slice(1));
if (line) {
  document.body.prepend(document.getElementById("list-of-problems"));
  line.style.background = "#fff3bf";
  line.scrollIntoView({block: "center"});
}
// Where a token is optional, the lock closes with a token only.
const locks = {statePlugins: {auth: {wrapSelectors: {isAuthorized: (original) => (state, securities) =>
  original(securities.filter((one) => one.size > 0))}}}};
SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  persistAuthorization: false,
  docExpansion: "none", filter: true, displayRequestDuration: true, defaultModelsExpandDepth: 0,
  plugins: [locks]});
"""


@router.get(
    "/openapi.json",
    operation_id="openapi",
    tags=["documentation"],
    summary="Tài liệu OpenAPI 3.1 / OpenAPI 3.1",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def openapi() -> Response:
    """Một tài liệu cho mọi dịch vụ. / One document for all services (made by `make openapi`, checked by a test)."""
    return reply.json(_document("openapi.json"))


@router.get(
    "/openapi-3.0.json",
    operation_id="openapi_3_0",
    tags=["documentation"],
    summary="Tài liệu OpenAPI 3.0.3 / OpenAPI 3.0.3",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def openapi_3_0() -> Response:
    """Cùng nội dung, chuyển đổi thật sang 3.0.3 cho trục tích hợp. / The same, really converted, for buses (WSO2)."""
    return reply.json(_document("openapi-3.0.json"))


@router.get(
    "/docs",
    operation_id="docs",
    tags=["documentation"],
    summary="Trang tài liệu / Documentation page",
    response_class=HTMLResponse,
)
async def docs() -> Response:
    """Trang tra cứu và gọi thử; không cần internet. / Browse and try; works without internet."""
    return Response(_page(), media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/assets/{name}", operation_id="docs_asset", include_in_schema=False)
async def docs_asset(name: Literal["swagger-ui-bundle.js", "swagger-ui.css", "start.js"]) -> Response:
    """A file of the documentation page."""
    if name == "start.js":
        return Response(_START, media_type=_TYPES[name])
    body = resources.files("fastapi_offline").joinpath("static", name).read_bytes()
    return Response(body, media_type=_TYPES[name], headers={"Cache-Control": "public, max-age=86400"})


@cache
def _document(name: str) -> bytes:
    return resources.files("services.gateway").joinpath(name).read_bytes()


@cache
def _page() -> str:
    """The page, with a line for every kind of problem, which works without scripts too."""
    kinds = orjson.loads(_document("openapi.json"))["x-problem-types"]
    page = resources.files("services.gateway").joinpath("docs.html").read_text(encoding="utf-8")
    return Template(page).substitute(problems="\n".join(_line(kind) for kind in kinds))


def _line(kind: dict[str, Any]) -> str:
    code = escape(kind["code"])
    said = ({name: kind[name] for name in ("vi", "en")}, kind["cause"], kind["remedy"])
    cells = "".join(f"<td>{_both(one)}</td>" for one in said)
    return f'<tr id="problem-{code}"><td><code>{code}</code></td><td>{kind["status"]}</td>{cells}</tr>'


def _both(words: dict[str, str]) -> str:
    return f'<p>{escape(words["vi"])}</p><p lang="en">{escape(words["en"])}</p>'
