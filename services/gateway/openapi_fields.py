"""What fields mean that mean the same in every answer; said here once, where a schema says nothing itself. Pure."""

from __future__ import annotations

from typing import Any

_EVERYWHERE = {
    "accepted_at": "Lúc được tiếp nhận / when it was accepted.",
    "as_of": "Ngày của đời thực mà nội dung phản ánh / the day in the world that this shows.",
    "assessment_version": "Phiên bản của kỳ đánh giá, tăng sau mỗi lần ghi có thể đổi điểm; gửi làm `min_version`"
    " để chờ / rises with every write that can change a score; send it as `min_version` to wait.",
    "certainty": "certain: văn bản nói; derived: tính từ số chắc chắn; provisional: tạm dùng; unknown: chưa biết / a"
    " document says it; computed from certain figures; our stand-in; not known.",
    "clause": "Điều khoản của văn bản / the clause of the document.",
    "computed_at": "Lúc tính điểm / when the scores were computed.",
    "computed_version": "Phiên bản của kỳ đánh giá mà điểm đã tính tới / the assessment's version that the scores have"
    " reached.",
    "decided_at": "Lúc quyết định / when it was decided.",
    "decided_by": "Người quyết định (`sub` của mã truy cập) / who decided (the token's `sub`).",
    "denominator": "Mẫu số / denominator.",
    "due_at": "Thời điểm hết hạn; từ đó trở đi là muộn / the instant from which on it is late.",
    "due_before_on": "Phải nộp trước ngày này, theo giờ Việt Nam / due before this day begins in Viet Nam.",
    "first_submitted_at": "Lúc thủ trưởng ký nộp lần đầu / when the head first signed it.",
    "known_at": "Thời điểm dữ liệu được biết tới / the instant of knowledge that this shows.",
    "late": "Lần nộp đầu có muộn không; null: chưa nộp / whether the first round came late; null: none came.",
    "main_index": "Chỉ số chính / main index.",
    "max_points": "Điểm tối đa; null: chưa biết / the maximum of points; null: not known.",
    "measured_on": "Ngày đo số liệu / the day that the figures are of.",
    "national_code": "Mã định danh điện tử của cơ quan / the organisation's national electronic identifier.",
    "not_determinable": "Chưa xác định được điểm / the points cannot be determined.",
    "numerator": "Tử số / numerator.",
    "pillar": "Trụ cột / pillar.",
    "points": "Điểm / points.",
    "quality_note": "Ghi chú về chất lượng số liệu / a note on the quality of the figure.",
    "quote": "Nguyên văn của văn bản / verbatim from the document.",
    "rank": "Thứ hạng, 1 là cao nhất / rank, 1 is best.",
    "revision": "Lần sửa của tài liệu, từ 1 / revision of the document, from 1.",
    "round": "Lần nộp, từ 1 / round, from 1.",
    "same_organisation": "Người quyết định cùng cơ quan với người nộp / whoever decided is of the submitter's own"
    " organisation.",
    "score_id": "Hỏi `/v1/scores/{score_id}/explain` để biết vì sao / ask `/v1/scores/{score_id}/explain` why.",
    "slug": "Tên ngắn, dùng trong địa chỉ / a short name for addresses.",
    "statistics_code": "Mã thống kê / statistical code.",
    "submitted_at": "Lúc nộp / when it was submitted.",
    "submitted_by": "Người nộp (`sub` của mã truy cập) / who submitted (the token's `sub`).",
    "undecided": "Số tài liệu chưa có kết luận thẩm định / pieces of evidence without a decision.",
    "valid_from": "Có hiệu lực từ ngày này, tính cả ngày này / in force from this day on.",
    "year": "Năm / year.",
}
_ON_PAGES = {
    "items": "Các dòng của trang / the rows of this page.",
    "next": "`cursor` của trang sau; null: hết / the `cursor` of the next page; null: the end.",
    "total": "Tổng số dòng, khi hỏi `total=true` / all rows, when asked with `total=true`.",
}


def describe(name: str, schema: dict[str, Any]) -> None:
    """Complete the fields of one schema; a reference speaks for itself, and 3.0 would lose what stands beside it."""
    meanings = _EVERYWHERE | (_ON_PAGES if name.endswith("Page") else {})
    for field, body in schema.get("properties", {}).items():
        if field in meanings and "$ref" not in body:
            body.setdefault("description", meanings[field])
