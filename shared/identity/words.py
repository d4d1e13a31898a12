"""What identity says in a sentence: the roles, and why a token is refused (never quoting the token)."""

from __future__ import annotations

from collections.abc import Iterable

from shared.kit.errors import Phrase

_ROLES: dict[str, str] = {
    "reporter": "cán bộ báo cáo",
    "approver": "thủ trưởng đơn vị",
    "reviewer": "người thẩm định",
    "coordinator": "cơ quan thường trực",
    "committee": "ban chỉ đạo",
    "auditor": "kiểm toán",
    "admin": "quản trị",
    "system": "hệ thống",
}

# Reason → (Vietnamese, English), each the end of "The access token was refused: …"; {part} is header, payload or the
# name of a claim that we check, never anything that the token says.
_REASONS: dict[str, tuple[str, str]] = {
    "twice": ("có nhiều hơn một tiêu đề Authorization", "more than one Authorization header"),
    "not_bearer": ("không theo dạng “Bearer <mã>”", "not a Bearer token"),
    "too_large": ("mã lớn hơn 8 KB", "token is larger than 8 KB"),
    "not_three_parts": ("mã không gồm ba phần", "token is not in three parts"),
    "part_too_large": ("phần {part} quá lớn", "{part} is too large"),
    "part_not_json": ("phần {part} không phải JSON", "{part} is not JSON"),
    "part_not_object": ("phần {part} không phải đối tượng JSON", "{part} is not an object"),
    "not_base64url": ("có phần không phải base64url", "not base64url"),
    "algorithm": ("thuật toán không khớp với khóa", "algorithm does not fit the key"),
    "signature_unreadable": ("không đọc được chữ ký", "signature cannot be read"),
    "signature": ("chữ ký không khớp", "signature does not fit"),
    "type": ("typ không phải {part}", "typ is not {part}"),
    "header_forbidden": ("phần header mang khóa, địa chỉ hoặc crit", "header carries a key, an address or crit"),
    "header_alg_kid": ("alg hoặc kid không được chấp nhận", "alg or kid is not acceptable"),
    "kid_unknown": ("không có khóa nào mang kid này", "kid is unknown"),
    "claim_not_text": ("thiếu {part} hoặc {part} không phải chuỗi ký tự", "{part} is missing or not text"),
    "claim_not_seconds": (
        "thiếu {part} hoặc {part} không phải số giây nguyên",
        "{part} is missing or not a whole number of seconds",
    ),
    "not_yet": ("chưa đến thời điểm nbf", "nbf is not reached"),
    "another_audience": ("iss hoặc aud là của hệ thống khác", "iss or aud is another one"),
    "expired": ("mã đã hết hạn", "it has expired"),
    "lifetime": ("iat hoặc thời hạn của mã không hợp lý", "iat or lifetime is not plausible"),
    "claim_differs": ("{part} không có giá trị đã cấu hình cho bên cấp", "{part} is not as configured for its issuer"),
    "client": ("được cấp cho một ứng dụng không được phép", "it was issued to a client that is not allowed"),
    "revoked": ("mã đã bị thu hồi", "it has been revoked"),
    "roles": ("thiếu vai trò hoặc có vai trò không tồn tại", "roles are missing or unknown"),
}


_ROLES_EN: dict[str, str] = {
    "reporter": "reporting officer",
    "approver": "head of the organisation",
    "reviewer": "reviewer",
    "coordinator": "coordinator",
    "committee": "steering committee",
    "auditor": "auditor",
    "admin": "administrator",
    "system": "service account",
}


def role(code: str) -> Phrase:
    """What a role is called."""
    return Phrase(_ROLES[code], _ROLES_EN[code])


def of_roles(roles: Iterable[str]) -> list[Phrase]:
    """Roles by their code; in Vietnamese the word with the code in brackets."""
    return [Phrase(f"{_ROLES[role]} ({role})", role) for role in sorted(roles)]


def reason(code: str, part: str = "") -> Phrase:
    """Why a token is refused."""
    vi, en = _REASONS[code]
    return Phrase(vi.format(part=part), en.format(part=part))
