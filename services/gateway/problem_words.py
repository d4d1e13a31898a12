"""Why each kind of problem comes and what to do about it, in Vietnamese and English, by its status."""

from __future__ import annotations

from typing import Any, NamedTuple

from services.gateway import problem_remedies


class Advice(NamedTuple):
    """Cause and remedy in both languages, and whether the same request may be sent again as it is."""

    cause_vi: str
    cause_en: str
    remedy_vi: str
    remedy_en: str
    again: bool = False


BY_STATUS: dict[int, Advice] = {
    400: Advice(
        "Yêu cầu không đúng cú pháp HTTP, hoặc bị ngắt giữa chừng.",
        "The request is not proper HTTP, or was cut off half-way.",
        "Sửa chương trình gọi; thư viện HTTP thông dụng không gặp lỗi này.",
        "Mend the caller; common HTTP libraries do not run into this.",
    ),
    401: Advice(
        "Không có mã truy cập, mã đã hết hạn hoặc bị thu hồi, hoặc mã không dành cho hệ thống này.",
        "There is no access token, it has expired or was revoked, or it is meant for another system.",
        "Lấy mã mới tại /oauth/token rồi gọi lại với Authorization: Bearer …",
        "Get a new token at /oauth/token and call again with Authorization: Bearer …",
    ),
    403: Advice(
        "Biết người gọi là ai, nhưng vai trò, phạm vi hoặc cơ quan của người đó không được làm việc này.",
        "The caller is known, but their role, scope or organisation does not allow this.",
        "Dùng tài khoản có quyền, hoặc đề nghị quản trị phân công; mô tả của thao tác nêu vai trò cần có.",
        "Use an account that may, or ask an administrator; the operation's description names the roles.",
    ),
    404: Advice(
        "Không có đối tượng này, hoặc người gọi không được biết là có.",
        "There is no such object, or the caller may not know of it.",
        "Kiểm tra mã, slug hoặc id bằng danh sách tương ứng; với đối tượng không công khai, kiểm tra quyền.",
        "Check the code, slug or id in its list; for what is not public, check your rights.",
    ),
    405: Advice(
        "Địa chỉ có nhưng không nhận phương thức này.",
        "The address is there but does not take this method.",
        "Xem tiêu đề Allow của câu trả lời.",
        "See the Allow header of the answer.",
    ),
    408: Advice(
        "Đường truyền chậm, hoặc chương trình gọi ngừng gửi.",
        "The line is slow, or the caller stopped sending.",
        "Gửi lại toàn bộ yêu cầu; với POST, kèm Idempotency-Key.",
        "Send the whole request again; a POST with an Idempotency-Key.",
        again=True,
    ),
    409: Advice(
        "Yêu cầu đúng, nhưng trạng thái hiện tại của đối tượng không cho phép.",
        "The request is right, but the object's current state does not allow it.",
        "Đọc lại đối tượng và làm theo trạng thái của nó; gửi lại y nguyên sẽ nhận cùng câu trả lời.",
        "Read the object again and act on its state; the same request gets the same answer.",
    ),
    410: Advice(
        "Vị trí đã gửi không còn dùng được: quá cũ, dữ liệu đã được phục hồi, hoặc quyền của người gọi đã đổi.",
        "The place sent is of no use any more: too old, the data was restored, or the caller's rights changed.",
        "Lấy bản xuất đầy đủ tại địa chỉ nêu trong câu trả lời rồi tiếp tục từ vị trí của bản đó.",
        "Fetch the full export at the address in the answer and go on from its place.",
    ),
    412: Advice(
        "Người khác đã sửa đối tượng sau lần đọc cuối của người gọi.",
        "Somebody else has changed the object since the caller read it.",
        "Đọc lại, so sánh, rồi gửi với ETag mới trong If-Match.",
        "Read it again, compare, and send with the new ETag in If-Match.",
    ),
    413: Advice(
        "Nội dung lớn hơn giới hạn.",
        "What was sent is larger than the limit.",
        "Giảm kích thước, hoặc chia thành nhiều lần gửi.",
        "Make it smaller, or send it in several parts.",
    ),
    414: Advice(
        "Tham số trong địa chỉ quá dài.",
        "The parameters in the address are too long.",
        "Rút ngắn tham số.",
        "Shorten the parameters.",
    ),
    415: Advice(
        "Loại nội dung không phải loại mà địa chỉ này nhận.",
        "The type of the content is not the one that this address takes.",
        "Gửi đúng loại mà mô tả của thao tác nêu.",
        "Send the type that the operation's description names.",
    ),
    422: Advice(
        "Nội dung hoặc tham số đọc được nhưng không hợp lệ; không có gì được lưu.",
        "The content or a parameter can be read but is not valid; nothing was stored.",
        "Sửa các trường nêu trong errors rồi gửi lại.",
        "Mend the fields that errors names and send it again.",
    ),
    423: Advice(
        "Đối tượng đang bị khóa.",
        "The object is locked.",
        "Đợi khóa được mở; đối tượng cho biết ai khóa.",
        "Wait until it is unlocked; the object says by whom it is.",
    ),
    428: Advice(
        "Thiếu điều kiện; không có nó thì có thể ghi đè việc của người khác.",
        "A condition is missing, without which somebody's work could be overwritten.",
        "Đọc đối tượng, gửi ETag của nó trong If-Match.",
        "Read the object, send its ETag in If-Match.",
    ),
    429: Advice(
        "Gọi quá nhanh.",
        "Too many calls in too little time.",
        "Đợi số giây nêu trong Retry-After; các tiêu đề RateLimit cho biết còn bao nhiêu lượt.",
        "Wait for the seconds of Retry-After; the RateLimit headers say how many calls are left.",
        again=True,
    ),
    431: Advice(
        "Một trường của phần đầu quá lớn, thường là mã truy cập hoặc cookie.",
        "A header field is too large, mostly a token or cookies.",
        "Bỏ những trường không cần thiết.",
        "Leave out what is not needed.",
    ),
    500: Advice(
        "Lỗi của hệ thống, không phải của người gọi; giao dịch đã được hủy.",
        "A fault of this system, not of the caller; the transaction was undone.",
        "Báo request_id cho đơn vị vận hành.",
        "Report the request_id to whoever runs the system.",
    ),
    501: Advice(
        "Cách truyền này không được hỗ trợ.",
        "This way of transfer is not supported.",
        "Gửi với Content-Length hoặc chunked.",
        "Send with Content-Length or chunked.",
    ),
    502: Advice(
        "Một dịch vụ phía sau đang khởi động lại.",
        "A service behind the edge is being restarted.",
        "Gửi lại sau vài giây; với POST, kèm Idempotency-Key.",
        "Send it again after some seconds; a POST with an Idempotency-Key.",
        again=True,
    ),
    503: Advice(
        "Hệ thống tạm thời không phục vụ được.",
        "The system cannot serve this for the moment.",
        "Gửi lại sau số giây nêu trong Retry-After; với POST, kèm Idempotency-Key.",
        "Send it again after the seconds of Retry-After; a POST with an Idempotency-Key.",
        again=True,
    ),
    504: Advice(
        "Dịch vụ chưa trả lời xong trong thời hạn.",
        "The service had not finished in time.",
        "Đọc lại để biết đã lưu hay chưa, hoặc gửi lại POST với cùng Idempotency-Key.",
        "Read whether it was stored, or send the POST again with the same Idempotency-Key.",
        again=True,
    ),
    505: Advice(
        "Phiên bản HTTP quá cũ hoặc quá mới.",
        "The version of HTTP is too old or too new.",
        "Dùng HTTP/1.1 hoặc HTTP/2.",
        "Use HTTP/1.1 or HTTP/2.",
    ),
}


def of(code: str, status: int) -> dict[str, Any]:
    """`fault`, `again`, `cause` and `remedy` of a problem; of its status where its code has none of its own."""
    general = BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400])
    remedy_vi, remedy_en = problem_remedies.BY_CODE.get(code, (general.remedy_vi, general.remedy_en))
    return {
        "fault": "caller" if status < 500 or status in (501, 505) else "service",
        "again": general.again,
        "cause": {"vi": general.cause_vi, "en": general.cause_en},
        "remedy": {"vi": remedy_vi, "en": remedy_en},
    }
