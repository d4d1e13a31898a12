"""The kinds of refusal. A domain error picks a kind, says one sentence in its docstring, and carries facts.

    DomainError
    ├── Unauthenticated (401)        ├── Invalid (422)
    ├── Forbidden (403)              ├── Locked (423)
    ├── NotFound (404)               ├── PreconditionRequired (428)
    ├── Conflict (409)               ├── Unavailable (503)
    ├── Gone (410)                   └── TooManyRequests (429)
    ├── PreconditionFailed (412)
    ├── TooLarge (413)
    └── UnsupportedMedia (415)

The numbers live in `shared.kit.web.problems`; a domain never knows them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True)
class Place:
    """Where in a table file: the sheet (None where a file has none), the row as the file's own program numbers it, the
    column's letter (in JSON its key)."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing wrong with an input: where (a dotted field), what in English and Vietnamese, and a stable code.

    In a file of rows also its `place`; a `warning` is said, and refuses nothing.
    """

    field: str
    en: str
    vi: str
    code: str = "invalid"
    place: Place | None = None
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Phrase:
    """A fact that is said in words; as plain text it is English."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en


class DomainError(Exception):
    """Something was refused."""

    vi: ClassVar[str] = "Yêu cầu bị từ chối."
    # What programs find in the answer beside the sentence (RFC 9457, 3.2).
    members: ClassVar[Mapping[str, str]] = {}
    # How many findings are answered. Nobody reads more, and a hostile body of a hundred thousand wrong fields would
    # come back seven times as large.
    most_findings: ClassVar[int] = 100
    # What RFC 6750, 3.1 calls it, so that a client library knows whether another token would help.
    bearer_error: ClassVar[str] = ""

    def __init__(self, *findings: Finding, **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.findings = findings
        self.facts = facts

    def message(self, language: str) -> str:
        """The sentence in `vi` or `en`, with the facts filled in."""
        template = self.vi if language == "vi" else sentence(type(self))
        return template.format_map({key: _shown(value, language) for key, value in self.facts.items()})

    def beside(self) -> Mapping[str, Any]:
        """What stands in the answer beside the sentence: `members`, and with some errors facts of the single case."""
        return self.members

    @property
    def code(self) -> str:
        """A stable code for programs: the class name in kebab case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


def sentence(kind: type[DomainError]) -> str:
    """The English sentence of a kind, facts in braces: its docstring in one line, however the source wraps it."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split())


def _shown(value: object, language: str) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_shown(item, language) for item in value)
    return value.vi if isinstance(value, Phrase) and language == "vi" else str(value)


class Unauthenticated(DomainError):
    """A valid access token is required."""

    vi = "Cần mã truy cập (access token) hợp lệ."


class Forbidden(DomainError):
    """You may not do this."""

    vi = "Bạn không có quyền thực hiện thao tác này."


class NotFound(DomainError):
    """There is no such thing here that you may read."""

    vi = "Không có đối tượng này hoặc bạn không được đọc."


class Conflict(DomainError):
    """The current state does not allow this."""

    vi = "Trạng thái hiện tại không cho phép thao tác này."


class Gone(DomainError):
    """What was here cannot be gone on with any more."""

    vi = "Không thể tiếp tục từ đây được nữa."


class PreconditionFailed(DomainError):
    """The object has changed since you read it; read it again."""

    vi = "Đối tượng đã thay đổi kể từ lần đọc trước; hãy đọc lại."


class TooLarge(DomainError):
    """The body is larger than {limit} bytes."""

    vi = "Nội dung gửi lên lớn hơn {limit} byte."


class UnsupportedMedia(DomainError):
    """This type of content is not accepted."""

    vi = "Loại nội dung này không được chấp nhận."


class Invalid(DomainError):
    """The input is not valid; see the fields."""

    vi = "Dữ liệu gửi lên không hợp lệ; xem danh sách trường."


class Locked(DomainError):
    """The object is locked."""

    vi = "Đối tượng đang bị khóa."


class PreconditionRequired(DomainError):
    """Send If-Match with the ETag you read."""

    vi = "Hãy gửi If-Match với ETag đã đọc."


class TooManyRequests(DomainError):
    """Too many requests; send the next one in {retry_after} seconds."""

    vi = "Gửi quá nhiều yêu cầu; hãy gửi yêu cầu tiếp theo sau {retry_after} giây."


class Unavailable(DomainError):
    """The service is busy; try again in {retry_after} seconds."""

    vi = "Dịch vụ đang bận; hãy thử lại sau {retry_after} giây."
