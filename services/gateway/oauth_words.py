"""What the OpenAPI document says of `/oauth/token` and `/oauth/revoke`: forms, and refusals of RFC 6749."""

from __future__ import annotations

from typing import Any

from shared.kit.web.shapes import Shape


class OAuthError(Shape):
    """Lỗi theo RFC 6749, mục 5.2; câu giải thích bằng tiếng Anh theo chuẩn / An error of RFC 6749, 5.2."""

    error: str
    error_description: str


GETTING = """Tài khoản dịch vụ lấy mã bằng `client_credentials`; người dùng đổi mã của hệ thống đăng nhập một lần
(SSO) bằng `token-exchange` (RFC 8693). Mã sống ngắn; hết hạn thì lấy mã mới. / A service account gets its token with
`client_credentials`; a person's token of the single sign-on is exchanged (RFC 8693). Tokens live shortly; get a new one
when it expires. `scope` narrows a service account's scopes; `organisation` (slug) chooses when a person has several."""
REVOKING = """Trả lại một mã trước hạn (RFC 7009); mọi dịch vụ từ chối mã đó trong vòng 60 giây. Tài khoản dịch
vụ phải gửi kèm khóa bí mật. / Give a token back before it expires (RFC 7009); every service refuses it within 60
seconds. A service account sends its secret, too."""
_TEXTS = {
    "grant_type": "`client_credentials`, `urn:ietf:params:oauth:grant-type:token-exchange`",
    "client_id": "Mã tài khoản dịch vụ, nếu không gửi bằng HTTP Basic / unless sent with HTTP Basic.",
    "client_secret": "Khóa bí mật, nếu không gửi bằng HTTP Basic / unless sent with HTTP Basic.",
    "scope": "Các phạm vi cần, cách nhau bằng dấu cách / scopes, separated by spaces; all of them when left out.",
    "subject_token": "Mã của hệ thống đăng nhập một lần / the token of the single sign-on.",
    "subject_token_type": "`urn:ietf:params:oauth:token-type:access_token`, `urn:ietf:params:oauth:token-type:jwt`",
    "requested_token_type": "Có thể bỏ trống / may be left out.",
    "audience": "`dti`; có thể bỏ trống / may be left out.",
    "organisation": "Slug của cơ quan khi một người có nhiều cơ quan / when a person has several organisations.",
    "token": "Mã cần thu hồi / the token to revoke.",
    "token_type_hint": "Có thể bỏ trống / may be left out.",
}


def _form(example: dict[str, str], required: list[str], *names: str) -> dict[str, Any]:
    fields = {name: {"type": "string", "description": _TEXTS[name]} for name in names}
    schema = {"type": "object", "properties": fields, "required": required}
    shown = {"schema": schema, "example": example}
    return {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": shown}}}


GETTING_BODY = _form(
    {"grant_type": "client_credentials", "scope": "targets:read scores:read"},
    ["grant_type"],
    *("grant_type", "client_id", "client_secret", "scope"),
    *("subject_token", "subject_token_type", "requested_token_type", "audience", "organisation"),
)
REVOKING_BODY = _form({"token": "eyJhbGciOi…"}, ["token"], "token", "token_type_hint", "client_id", "client_secret")
_DESCRIPTIONS = {
    400: "Tham số hoặc quyền không được chấp nhận / a parameter or a grant is not accepted",
    401: "Tài khoản hoặc khóa bí mật không được chấp nhận / the client is not accepted",
    429: "Quá nhiều lần thử / too many attempts",
    503: "Tạm thời không phục vụ được / try again later",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented refusals of such an address."""
    return {status: {"model": OAuthError, "description": _DESCRIPTIONS[status]} for status in statuses}
