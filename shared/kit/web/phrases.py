"""The sentences of the web layer in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

_SHAPE = re.compile("=[a-z]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?![0-9])", re.ASCII)
INVALID = {"vi": "Dữ liệu gửi lên không hợp lệ; xem danh sách trường.", "en": "The input is not valid; see the fields."}

_TITLES: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không đọc được", "Bad request"),
    401: ("Chưa xác thực", "Unauthenticated"),
    403: ("Không có quyền", "Forbidden"),
    404: ("Không tìm thấy", "Not found"),
    405: ("Phương thức không được hỗ trợ", "Method not allowed"),
    406: ("Không có định dạng phù hợp", "Not acceptable"),
    408: ("Yêu cầu gửi quá chậm", "Request timeout"),
    409: ("Xung đột", "Conflict"),
    410: ("Không còn nữa", "Gone"),
    412: ("Điều kiện không còn đúng", "Precondition failed"),
    413: ("Nội dung quá lớn", "Content too large"),
    414: ("Địa chỉ quá dài", "Address too long"),
    415: ("Loại nội dung không được hỗ trợ", "Unsupported media type"),
    416: ("Khoảng nằm ngoài tệp", "Range not satisfiable"),
    422: ("Dữ liệu không hợp lệ", "Unprocessable content"),
    423: ("Đang bị khóa", "Locked"),
    428: ("Thiếu điều kiện", "Precondition required"),
    429: ("Quá nhiều yêu cầu", "Too many requests"),
    431: ("Phần đầu yêu cầu quá lớn", "Header fields too large"),
    500: ("Lỗi của máy chủ", "Server error"),
    501: ("Không hỗ trợ cách gửi này", "Not implemented"),
    503: ("Tạm thời không phục vụ được", "Service unavailable"),
    505: ("Không hỗ trợ phiên bản HTTP này", "Version not supported"),
}

_SENTENCES: dict[int, tuple[str, str]] = {
    400: (
        "Không đọc được yêu cầu. Nếu địa chỉ có chữ có dấu, hãy mã hóa phần trăm: kinh%20t%E1%BA%BF.",
        "The request could not be read. Letters with signs in its address are percent-encoded: kinh%20t%E1%BA%BF.",
    ),
    404: ("Không có địa chỉ này.", "There is nothing at this address."),
    405: ("Địa chỉ này không nhận phương thức đó.", "This address does not take that method."),
    408: ("Yêu cầu gửi đến không kịp; hãy gửi lại.", "The request did not arrive in time; send it again."),
    414: (
        "Địa chỉ dài hơn mức được nhận; hãy rút ngắn tham số.",
        "The address is longer than what is taken; shorten its parameters.",
    ),
    416: ("Khoảng được yêu cầu bắt đầu sau cuối tệp.", "The range begins after the end of the file."),
    431: (
        "Phần đầu yêu cầu có trường lớn hơn mức được nhận.",
        "A header field is larger than what is taken.",
    ),
    501: ("Không nhận Transfer-Encoding này.", "This Transfer-Encoding is not taken."),
    505: ("Hãy dùng HTTP/1.1 hoặc HTTP/2.", "Use HTTP/1.1 or HTTP/2."),
    500: ("Lỗi thuộc về máy chủ; hãy báo mã yêu cầu request_id.", "The fault is ours; please report the request_id."),
}

# pydantic's error type → (Vietnamese, English); braces are filled from the error's context.
_INPUT: dict[str, tuple[str, str]] = {
    "missing": ("Thiếu trường bắt buộc.", "This field is required."),
    "extra_forbidden": ("Không có trường này.", "There is no such field."),
    "string_type": ("Phải là chuỗi ký tự.", "Must be a string."),
    "string_too_short": ("Phải có ít nhất {min_length} ký tự.", "Must have at least {min_length} characters."),
    "string_too_long": ("Nhiều nhất {max_length} ký tự.", "Must have at most {max_length} characters."),
    "string_pattern_mismatch": ("Không đúng mẫu {pattern}.", "Must match {pattern}."),
    "int_type": ("Phải là số nguyên.", "Must be a whole number."),
    "int_parsing": ("Phải là số nguyên.", "Must be a whole number."),
    "bool_type": ("Phải là true hoặc false.", "Must be true or false."),
    "list_type": ("Phải là danh sách.", "Must be a list."),
    "dict_type": ("Phải là đối tượng JSON.", "Must be a JSON object."),
    "model_attributes_type": ("Phải là đối tượng JSON.", "Must be a JSON object."),
    "model_type": ("Phải là đối tượng JSON.", "Must be a JSON object."),
    "literal_error": ("Phải là một trong: {expected}.", "Must be one of: {expected}."),
    "enum": ("Phải là một trong: {expected}.", "Must be one of: {expected}."),
    "union_tag_invalid": (
        "Không có loại {tag}; các loại: {expected_tags}.",
        "There is no kind {tag}; one of: {expected_tags}.",
    ),
    "union_tag_not_found": ("Thiếu {discriminator}.", "{discriminator} is required."),
    "is_instance_of": ("Phải là số.", "Must be a number."),  # what strict pydantic says of a Decimal
    "decimal_type": ("Phải là số.", "Must be a number."),
    "decimal_parsing": ("Phải là số thập phân với dấu chấm.", "Must be a decimal number with a dot."),
    "decimal_max_places": (
        "Nhiều nhất {decimal_places} chữ số thập phân.",
        "At most {decimal_places} decimal places.",
    ),
    "decimal_max_digits": ("Nhiều nhất {max_digits} chữ số.", "At most {max_digits} digits."),
    "decimal_whole_digits": (
        "Nhiều nhất {whole_digits} chữ số trước dấu chấm.",
        "At most {whole_digits} digits before the dot.",
    ),
    "finite_number": ("Phải là số hữu hạn.", "Must be a finite number."),
    "greater_than": ("Phải lớn hơn {gt}.", "Must be greater than {gt}."),
    "greater_than_equal": ("Phải từ {ge} trở lên.", "Must be at least {ge}."),
    "less_than": ("Phải nhỏ hơn {lt}.", "Must be less than {lt}."),
    "less_than_equal": ("Nhiều nhất {le}.", "Must be at most {le}."),
    "date_type": ("Phải là ngày dạng YYYY-MM-DD.", "Must be a date like YYYY-MM-DD."),
    "date_parsing": ("Phải là ngày dạng YYYY-MM-DD.", "Must be a date like YYYY-MM-DD."),
    "date_from_datetime_parsing": ("Phải là ngày dạng YYYY-MM-DD.", "Must be a date like YYYY-MM-DD."),
    "date_from_datetime_inexact": ("Phải là ngày dạng YYYY-MM-DD.", "Must be a date like YYYY-MM-DD."),
    "datetime_parsing": (
        "Phải là thời điểm ISO 8601 có múi giờ.",
        "Must be an ISO 8601 instant with a time zone.",
    ),
    "timezone_aware": (
        "Phải là thời điểm ISO 8601 có múi giờ.",
        "Must be an ISO 8601 instant with a time zone.",
    ),
    "datetime_from_date_parsing": (
        "Phải là thời điểm ISO 8601 có múi giờ.",
        "Must be an ISO 8601 instant with a time zone.",
    ),
    "bool_parsing": ("Phải là true hoặc false.", "Must be true or false."),
    "uuid_parsing": ("Phải là UUID.", "Must be a UUID."),
    "uuid_type": ("Phải là UUID.", "Must be a UUID."),
    "too_short": ("Phải có ít nhất {min_length} phần tử.", "Must have at least {min_length} items."),
    "too_long": ("Nhiều nhất {max_length} phần tử.", "Must have at most {max_length} items."),
    "json_invalid": ("Không phải JSON hợp lệ.", "Not valid JSON."),
}


_NO_SUCH_DAY = ("Không có ngày này; ngày viết dạng YYYY-MM-DD.", "There is no such day; write YYYY-MM-DD.")
_THE_ONLY_ONE = ("Phải là {expected}.", "Must be {expected}.")


def title(status: int, wanted: str) -> str:
    """The short title of a status."""
    vi, en = _TITLES.get(status, _TITLES[500 if status >= 500 else 400])
    return vi if wanted == "vi" else en


def sentence(status: int, wanted: str) -> str:
    """What to say when the framework, not a domain, refused."""
    vi, en = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])
    return vi if wanted == "vi" else en


def code(status: int) -> str:
    """A stable code for a refusal of the framework."""
    return title(status, "en").lower().replace(" ", "-")


def field(location: Sequence[str | int]) -> str:
    """`("body", "milestones", 0, "value")` as `milestones.0.value`; query and path parameters by their name.

    A part like `=items` names the shape that a body was taken for; no field is called so."""
    parts = [str(part) for place, part in enumerate(location) if place != 1 or not _SHAPE.fullmatch(str(part))]
    return ".".join(parts[1:] if parts and parts[0] in ("body", "query", "path", "header") else parts) or "body"


def of(error: Mapping[str, Any], wanted: str) -> str:
    """One input error in the caller's language; a type we have no words for keeps pydantic's sentence."""
    pair = _pair(error)
    if pair is None:
        return str(error["msg"])
    template = pair[0] if wanted == "vi" else pair[1]
    facts = {"expected": "", **(error.get("ctx") or {})}
    if wanted == "vi":  # pydantic writes 'a', 'b' or 'c'; our codes hold no spaces
        facts["expected"] = str(facts["expected"]).replace(" or ", " hoặc ")
    return template.format_map(facts)


def _pair(error: Mapping[str, Any]) -> tuple[str, str] | None:
    """The words for an error: of its type, but for a choice of one, and for a day that no month has."""
    kind, facts = str(error["type"]), error.get("ctx") or {}
    if kind in ("literal_error", "enum") and " or " not in str(facts.get("expected", " or ")):
        return _THE_ONLY_ONE
    if kind.startswith("date") and _is_impossible(error.get("input")):
        return _NO_SUCH_DAY
    return _INPUT.get(kind)


def _is_impossible(sent: object) -> bool:
    """Whether a text begins with a day in its right form that the calendar does not have."""
    day = _DAY.match(sent) if isinstance(sent, str) else None
    if day is None:
        return False
    try:
        dt.date.fromisoformat(day.group())
    except ValueError:
        return True
    return False
