"""What the OpenAPI document says for all operations alike, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from shared.identity.grants import Access
from shared.kit import errors
from shared.kit.web import idempotency, problems

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
    "analysis": "Điểm còn thiếu, cách nâng điểm, giả định, khoảng điểm; chỉ đọc / what scores teach; read only",
    "rankings": "Bảng xếp hạng đã công bố / published rankings",
    "changes": "Luồng thay đổi cho hệ thống khác, bản xuất đầy đủ / the change feed for other systems, full exports",
    "identity": "Khóa công khai, tài khoản dịch vụ, phân công, ủy quyền / keys, accounts, people, delegations",
    "audit": "Nhật ký kiểm toán, nhật ký truy cập, điểm kiểm tra đã ký / audit trail, access log, signed checkpoints",
    "documentation": "Trang đầu, trang này, tài liệu OpenAPI / front page, this page, this document",
    "health": "Tình trạng hoạt động / is it alive, is it ready",
}
TAGS = [{"name": name, "description": text} for name, text in _TAGS.items()]
SUCCESS = {"200": "Thành công / success", "201": "Đã tạo / created", "202": "Đã nhận / accepted"}
_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Mã truy cập (RFC 9068) do hệ thống cấp / an access token of the installation's issuer.",
}
_SERVICE_ACCOUNT = (
    "Tài khoản dịch vụ: client_id và client_secret đổi lấy mã truy cập tại `/oauth/token`; chỉ chọn phạm vi (scope)"
    " cần dùng. / A service account: client_id and client_secret become an access token at `/oauth/token`; choose only"
    " the scopes that are needed."
)
# What the first half of a scope opens for reading; what it lets be written is less.
_SCOPED = {
    "targets": ("chỉ tiêu, số liệu, nhiệm vụ, kinh phí", "targets, measurements, tasks, the budget"),
    "reports": ("chế độ báo cáo, nghĩa vụ, báo cáo", "reporting regimes, obligations, reports"),
    "evidence": ("tài liệu kiểm chứng", "evidence"),
    "scores": ("điểm, lần tính, điểm tự chấm", "scores, runs, claims"),
    "changes": ("luồng thay đổi", "the change feed"),
    "metrics": ("số đo vận hành", "metrics of the operation"),
}
_WRITTEN = {
    "targets": ("số liệu của cơ quan mình", "figures of the own organisation"),
    "reports": ("báo cáo (dự thảo, chưa ký)", "reports (drafts, not signed)"),
    "evidence": ("tài liệu kiểm chứng", "evidence"),
    "scores": ("điểm tự chấm", "claims"),
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
            "export": {"type": "string", "description": "Với 410: bản xuất đầy đủ / with 410: the full export."},
            "error_count": {"type": "integer", "description": "Với tệp nhập: tổng số lỗi / of a file: errors in all."},
            "warning_count": {"type": "integer", "description": "Với tệp nhập: số cảnh báo / of a file: warnings."},
            "rows": {"type": "integer", "description": "Với tệp nhập: số dòng / of a file: its rows."},
            "counts": {
                "type": "object",
                "additionalProperties": {"type": "integer"},
                "description": "Với tệp nhập: số dòng theo kết luận / of a file: rows of each verdict.",
            },
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
            "sheet": {"type": ["string", "null"], "description": "Trang tính / sheet of a file."},
            "row": {"type": ["integer", "null"], "description": "Dòng trong tệp / row of a file."},
            "column": {"type": ["string", "null"], "description": "Cột trong tệp / column of a file."},
            "severity": {"type": "string", "enum": ["error", "warning"], "description": "Với tệp / of a file."},
        },
        "required": ["field", "detail", "code"],
    },
}
# Of schemas that FastAPI makes by itself.
DESCRIPTIONS = {
    "Body_post_evidence": "Biểu mẫu nộp tài liệu: tệp và thông tin / The form of a post: file and metadata.",
    "Body_post_deliverable": "Biểu mẫu nộp sản phẩm: tệp và thông tin / The form of a post: file and metadata.",
}
# Public, but a caller who is known sees more.
PARTLY_PUBLIC = frozenset({"list_document_obligations", "get_scores", "explain_score", "get_target_progress"})
# What a parameter means where its route does not say it.
PARAMETERS = {
    "account": "Id hoặc client_id của tài khoản dịch vụ / id or client_id of a service account.",
    "appeal": "Id của khiếu nại / id of an appeal.",
    "assessment": "Id của kỳ đánh giá / id of the assessment.",
    "assignment": "Id của lần phân công / id of an assignment.",
    "component": "Mã chỉ số thành phần, ví dụ 1.7 / code of a component, such as 1.7.",
    "deliverable": "Id của sản phẩm / id of a deliverable.",
    "delegation": "Id của ủy quyền / id of a delegation.",
    "duty": "Nhiệm vụ thường trực đang giữ / a standing duty held on that day.",
    "evidence": "Id của tài liệu / id of the evidence.",
    "framework": "Slug hoặc id của bộ chỉ số, ví dụ dti-922 / slug or id of a framework.",
    "group": "Mã nhóm nhiệm vụ / code of a group of tasks.",
    "hierarchy": "Mã hệ thống thứ bậc / code of a hierarchy.",
    "issuer": "Tên của SSO trong cấu hình / the sign-on's configured name.",
    "kind": "Loại / kind.",
    "lead": "Slug hoặc id của đơn vị chủ trì vào ngày đó / slug or id of who leads on that day.",
    "level": "Cấp / level.",
    "measure": "Định lượng, định tính hay dẫn chiếu / numeric, qualitative or by reference.",
    "min_version": "Đợi đến phiên bản này (`assessment_version` của lần ghi) / wait for this version of a write.",
    "obligation": "Id của nghĩa vụ / id of the obligation.",
    "organisation": "Slug hoặc id của cơ quan / slug or id of an organisation.",
    "owner": "Slug hoặc id của đơn vị chủ trì / slug or id of the owner.",
    "set": "Slug hoặc id của bộ chỉ tiêu / slug or id of a target set.",
    "parent": "Slug hoặc id của cơ quan cấp trên / slug or id of the parent.",
    "pillar": "Trụ cột / pillar.",
    "ranking": "Id của bảng xếp hạng / id of the ranking.",
    "regime": "Mã hoặc id của chế độ báo cáo / code or id of a reporting regime.",
    "report": "Id của báo cáo / id of the report.",
    "run": "Id của lần tính (`run_id`) / id of a run.",
    "score": "`score_id` của một con số / the score_id of a figure.",
    "target": "Mã hoặc id của chỉ tiêu / code or id of a target.",
    "task": "Mã hoặc id của nhiệm vụ / code or id of a task.",
    "undecided": "Chỉ tài liệu chưa có kết luận / only what waits for a decision.",
    "verdict": "Chỉ các dòng có kết luận này / only rows of this verdict.",
    "wait": "Số giây đợi, nhiều nhất 10 / seconds to wait, at most 10.",
    "year": "Năm / year.",
}
HEADERS: dict[str, Any] = {
    "Location": {"description": "Địa chỉ của đối tượng mới / where the new object is.", "schema": {"type": "string"}},
    "ETag": {
        "description": "Phiên bản, gửi lại trong If-Match / send it back in If-Match.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "Số yêu cầu còn lại và số giây có hiệu lực / requests left, and for how many seconds that holds"
        ' (draft-ietf-httpapi-ratelimit-headers): `"client";r=583;t=42`.',
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'Hạn mức / the quota and its window in seconds: `"client";q=600;w=60`.',
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Số giây cần chờ / seconds to wait.", "schema": {"type": "integer"}},
    idempotency.REPLAYED: {
        "description": "`true`: câu trả lời đã lưu của lần gửi trước / the stored answer of an earlier sending.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Link": {"description": 'Trang sau, `rel="next"` / the next page, if any.', "schema": {"type": "string"}},
}
# On every POST and PATCH of /v1; the kit takes it there (shared/kit/web/idempotency.py).
IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": idempotency.HEADER,
    "in": "header",
    "required": False,
    "description": "Khóa do bên gọi chọn cho yêu cầu này, nên là UUID: gửi lại cùng yêu cầu với cùng khóa thì nhận lại"
    " đúng câu trả lời đã có và không thay đổi gì thêm (`Idempotency-Replayed: true`). Cùng khóa cho yêu cầu khác: 422;"
    " yêu cầu trước chưa xong: 409 kèm Retry-After. Câu trả lời được giữ ít nhất 24 giờ; yêu cầu bị từ chối không giữ"
    " khóa. / A key that the caller chooses for this request, best a UUID: the same request sent again with it gets the"
    " same answer and changes nothing more. The key with another request: 422; while the first is being worked on: 409"
    " with Retry-After. Answers are kept for at least 24 hours; a refused request leaves its key free.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": idempotency.MAX_LENGTH,
        "pattern": f"^{idempotency.KEY_PATTERN}$",
    },
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
_HEADERS_OF: dict[str, tuple[str, ...]] = {
    "post_evidence": ("Location",),
    **dict.fromkeys(
        ("import_measurements", "import_tasks", "import_organisations", "import_spending", "import_results"),
        ("Location",),
    ),
    "import_framework_annex": ("Location",),
    **dict.fromkeys(("post_deliverable", "post_deliverable_evidence"), ("Location",)),
    "create_task": ("Location", "ETag"),
    "change_task": ("ETag",),
    "get_deliverable_content": ("ETag",),
    "draft_report": ("Location", "ETag"),
    **dict.fromkeys(
        ("create_service_account", "rotate_service_account_secret", "assign_person", "give_delegation"),
        ("Location", "ETag"),
    ),
    **dict.fromkeys(("get_service_account", "change_service_account", "disable_service_account"), ("ETag",)),
    **dict.fromkeys(("get_person", "end_person", "get_delegation", "revoke_delegation"), ("ETag",)),
    "put_claim": ("ETag",),
    "create_legal_document": ("Location", "ETag"),
    **dict.fromkeys(("get_legal_document", "correct_legal_document"), ("ETag",)),
    **dict.fromkeys(("get_report", "revise_report", "submit_report", "return_report", "accept_report"), ("ETag",)),
    **dict.fromkeys(("get_evidence_content", "get_legal_document_text", "get_task"), ("ETag",)),
}
HEADERS_OF_REFUSALS: dict[type[errors.DomainError], tuple[str, ...]] = {
    errors.TooManyRequests: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    errors.Unavailable: ("Retry-After",),
}
_EXAMPLE_FINDING = errors.Finding("limit", "Must be at most 200.", "Nhiều nhất 200.", "less_than_equal")
_EXAMPLE_FACTS = {"limit": 52_428_800, "retry_after": 1}


def example_of(kind: type[errors.DomainError], language: str) -> Any:
    """The body that a refusal of this kind really has."""
    findings = [_EXAMPLE_FINDING] if kind is errors.Invalid else []
    answer = problems.of_domain(kind(*findings, **_EXAMPLE_FACTS), language, "7d1f0c6e-5f0d-4f43-9c36-6f2d3a7f9b21")
    return orjson.loads(bytes(answer.body))


def security(scopes: Iterable[str]) -> dict[str, Any]:
    """The two ways to be known: a token at hand, or a service account that fetches one."""
    flow = {"tokenUrl": "/oauth/token", "scopes": {scope: _scope(scope) for scope in sorted(set(scopes))}}
    account = {"type": "oauth2", "description": _SERVICE_ACCOUNT, "flows": {"clientCredentials": flow}}
    return {"bearer": _BEARER, "service_account": account}


def _scope(scope: str) -> str:
    """What a scope lets a service account do."""
    resource, _, verb = scope.partition(":")
    vi, en = (_SCOPED if verb == "read" else _WRITTEN).get(resource, (resource, resource))
    return f"Đọc {vi} / read {en}." if verb == "read" else f"Ghi {vi} / write {en}."


def headers(operation: Mapping[str, Any]) -> list[str]:
    """The response headers that a caller of this operation works with."""
    paged = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ()))
    keyed = IDEMPOTENCY_KEY in operation.get("parameters", ())
    own = _HEADERS_OF.get(operation["operationId"], ())
    return [*own, *(["Link"] if paged else []), *([idempotency.REPLAYED] if keyed else [])]


def who_may(rule: Access, *, partly: bool = False) -> str:
    """The access rule as a line of a description."""
    if rule.public and partly:
        return "*Công khai phần đã công bố, còn lại cần mã truy cập / public as far as published, else with a token.*"
    if rule.public:
        return "*Công khai / public.*"
    scope = f"; tài khoản dịch vụ / service account: `{rule.scope}`" if rule.scope else ""
    return f"*Vai trò / roles: {', '.join(sorted(rule.roles))}{scope}.*"
