"""Answers whose JSON is ready: built by PostgreSQL or with exact numbers; and answers that are shown once."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response
from pydantic import BaseModel, Field

from shared.kit import exact_json

_SHOWN_VI = "Giá trị này đã được hiển thị một lần và không được lưu ở dạng đọc được; nếu đã mất, hãy tạo giá trị mới."
_SHOWN_EN = "This value was already shown once and is not kept in readable form; if it is lost, make a new one."


class AlreadyShown(BaseModel):
    """Vì sao giá trị bí mật không còn ở đây / why the secret value is not here any more."""

    code: str = Field("already_shown", description="Luôn là `already_shown` / always `already_shown`.")
    vi: str = Field(_SHOWN_VI, description="Lời giải thích bằng tiếng Việt / the explanation in Vietnamese.")
    en: str = Field(_SHOWN_EN, description="Lời giải thích bằng tiếng Anh / the explanation in English.")


class Secret(Response):
    """An answer that is shown once: whoever keeps answers keeps `repeated` instead of its body."""

    media_type = "application/json"

    def __init__(self, body: bytes, repeated: bytes, status: int, headers: Mapping[str, str] | None) -> None:
        super().__init__(body, status, {**(headers or {}), "Cache-Control": "no-store"})
        self.repeated = repeated


def json(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Send a JSON text as it is."""
    return Response(body, status, headers, media_type="application/json")


def secret(
    body: Mapping[str, object], *, field: str, status: int = 201, headers: Mapping[str, str] | None = None
) -> Secret:
    """Send a JSON object whose `field` is a secret. A repetition of the request (`Idempotency-Key`) gets null there.

    Why it is null stands beside it in `<field>_notice` (an `AlreadyShown`; null the first time): declare both in the
    answer's schema. The secret itself is never stored.
    """
    notice = f"{field}_notice"
    first = exact_json.dump({**body, notice: None})
    again = exact_json.dump({**body, field: None, notice: AlreadyShown().model_dump()})
    return Secret(first, again, status, headers)
