"""What the OpenAPI document says for all operations alike, in Vietnamese and English."""

from __future__ import annotations

from typing import Any

import orjson

from shared.identity.access import Access
from shared.kit import errors
from shared.kit.web import problems

INFO: dict[str, Any] = {
    "title": "DTI",
    "summary": "Chuyển đổi số cấp tỉnh: chỉ tiêu, báo cáo, tài liệu kiểm chứng, điểm DTI, xếp hạng.",
    "description": """\
Mỗi con số dẫn tới văn bản và điều khoản của nó. Không cần mã truy cập để đọc danh bạ cơ quan, văn bản, chỉ tiêu, bộ chỉ
số, xếp hạng và kết quả đã công bố; những việc khác cần `Authorization: Bearer …` (khi chạy tại chỗ: `make -s token
ROLE=reviewer`). `as_of` là một ngày của đời thực, `known_at` là thời điểm dữ liệu được ghi nhận. Lỗi trả về dạng
`application/problem+json`, tiếng Việt trừ khi `Accept-Language` ưu tiên tiếng Anh.

Every figure leads to its document and clause. No token is needed to read the register of organisations, legal
documents, targets, frameworks, rankings and published results; anything else needs `Authorization: Bearer …` (locally:
`make -s token ROLE=reviewer`). `as_of` is a day in the world, `known_at` an instant of knowledge. Errors are
`application/problem+json`, in Vietnamese unless `Accept-Language` prefers English.""",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
_TAGS = {
    "organisations": "Cơ quan, đơn vị như tại một ngày / the register, as on any day",
    "legal documents": "Văn bản làm căn cứ, có toàn văn / the law that everything rests on, with its text",
    "targets": "Chỉ tiêu, mốc, số liệu, tiến độ / targets, milestones, measurements, progress",
    "tasks": "Nhiệm vụ, nhóm nhiệm vụ, kinh phí / tasks, their groups, the budget",
    "reporting": "Chế độ báo cáo, nghĩa vụ, báo cáo theo từng lần nộp / regimes, obligations, reports in rounds",
    "evidence": "Tài liệu kiểm chứng và thẩm định / evidence and decisions",
    "frameworks": "Bộ chỉ số: trụ cột, chỉ số chính, chỉ số thành phần / pillars, main indices, components, rules",
    "assessments": "Kỳ đánh giá và tự chấm / one framework, one organisation, one year; claims",
    "scores": "Điểm tự chấm, thẩm định, công bố, và từng điểm từ đâu ra / scores, and where each comes from",
    "rankings": "Bảng xếp hạng đã công bố / published rankings",
    "identity": "Khóa công khai / public keys",
    "documentation": "Trang đầu, trang này, tài liệu OpenAPI / front page, this page, this document",
    "health": "Tình trạng hoạt động / is it alive, is it ready",
}
TAGS = [{"name": name, "description": text} for name, text in _TAGS.items()]
SUCCESS = {"200": "Thành công / success", "201": "Đã tạo / created"}
SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Mã truy cập (RFC 9068) do hệ thống cấp / an access token of the installation's issuer.",
    }
}
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
SCHEMAS: dict[str, Any] = {
    "Problem": {
        "title": "Problem",
        "description": "Một lỗi theo RFC 9457 / an error (RFC 9457). `code` is for programs, `detail` for people.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "description": "Giải thích của loại lỗi / leads to the explanation."},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "request_id": {"type": "string", "description": "Hãy nêu khi hỏi hỗ trợ / quote it when asking for help."},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemField"}},
        },
        "required": ["type", "title", "status", "detail", "code", "request_id"],
    },
    "ProblemField": {
        "title": "ProblemField",
        "description": "Một trường sai / one field at fault.",
        "type": "object",
        "properties": {
            "field": {"type": "string"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
        },
        "required": ["field", "detail", "code"],
    },
}
_EXAMPLE_FINDING = errors.Finding("limit", "Must be at most 200.", "Nhiều nhất 200.", "less_than_equal")
_EXAMPLE_FACTS = {"limit": 52_428_800, "retry_after": 1}


def example_of(kind: type[errors.DomainError], language: str) -> Any:
    """The body that a refusal of this kind really has."""
    findings = [_EXAMPLE_FINDING] if kind is errors.Invalid else []
    answer = problems.of_domain(kind(*findings, **_EXAMPLE_FACTS), language, "7d1f0c6e-5f0d-4f43-9c36-6f2d3a7f9b21")
    return orjson.loads(bytes(answer.body))


def who_may(rule: Access) -> str:
    """The access rule as a line of a description."""
    if rule.public:
        return "*Công khai / public.*"
    scope = f"; tài khoản hệ thống / service account: `{rule.scope}`" if rule.scope else ""
    return f"*Vai trò / roles: {', '.join(sorted(rule.roles))}{scope}.*"
