"""What the OpenAPI document says of the fields of evidence and decisions, with the rules that no schema can say."""

from __future__ import annotations

from shared.evidence.values import USUAL_REASONS

ASSESSMENT = "Id của kỳ đánh giá đang mở / id of an open assessment."
COMPONENTS = "Mã các chỉ số thành phần mà tài liệu chứng minh / codes of the components that it proves."
TITLE = "Tên văn bản / the document's title."
DOCUMENT_NUMBER = "Số, ký hiệu văn bản / the document's number."
ISSUED_ON = "Ngày ban hành / day of issue."
ISSUER = "Cơ quan ban hành / who issued it."
NOTE = "Ghi chú / a note."
VERDICT = (
    "accept: được điểm tối đa, hoặc điểm theo `values`; partial: được `points`, hoặc điểm theo `values`; reject: 0"
    " điểm / accept gives the maximum, or what `values` earn; partial `points`, or what `values` earn; reject gives 0."
)
COMPONENT = (
    "Mã chỉ số thành phần; phải nêu khi tài liệu chứng minh nhiều chỉ số / code of the component; needed when the"
    " evidence serves several."
)
ALL_COMPONENTS = (
    "reject: từ chối cả tài liệu, cho mọi chỉ số thành phần mà nó chứng minh / reject the whole document, for every"
    " component that it serves."
)
REVISION = (
    "Bản đã xem; 409 nếu không còn là bản mới nhất / the revision that was read; 409 when it is no longer the latest."
)
POINTS = (
    "partial với cách tính `granted`: phải nêu, lớn hơn 0 và nhỏ hơn điểm tối đa của chỉ số thành phần, nhiều nhất 6 số"
    " thập phân; các trường hợp khác: bỏ trống / partial under a `granted` rule needs it, above 0 and below the"
    " component's maximum, at most 6 decimals; otherwise leave it out."
)
PART = (
    "Phần được thẩm định; phải nêu khi cách tính của chỉ số thành phần chia phần, và chỉ khi đó / the part that is"
    " decided on; needed where the component's rule has parts, and only there."
)
_REASONS: dict[str, str] = {
    "no_evidence": "không chứng minh được gì / proves nothing",
    "not_recognised": "tài liệu không được công nhận / is not recognised",
    "wrong_document": "không đúng loại văn bản / another document is needed",
    "out_of_period": "ngoài kỳ đánh giá / lies outside the assessment's period",
    "insufficient": "chưa đủ / proves a part only",
    "not_implemented": "chưa triển khai trên thực tế / is not carried out yet",
    "figures_differ": "số liệu không khớp / figures do not agree",
    "other": "lý do khác, nêu trong `note` / another reason, said in `note`",
}
REASON_CODE = "\n".join(
    [
        "Bắt buộc với partial và reject; mã do người thẩm định đặt, thường dùng / partial and reject need it; a code of"
        " the reviewer's own, usual ones:\n",
        *(f"- `{code}`: {_REASONS[code]}" for code in USUAL_REASONS),
    ]
)
