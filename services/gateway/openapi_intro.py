"""How the OpenAPI document introduces itself: what it is, the first call, and what holds for every operation."""

from __future__ import annotations

from typing import Any

_DESCRIPTION = """\
Mỗi con số dẫn tới văn bản và điều khoản của nó. / Every figure leads to its document and clause.

### Năm phút đầu tiên / The first five minutes

1. **Đọc không cần mã** (danh bạ cơ quan, văn bản, chỉ tiêu, bộ chỉ số, xếp hạng, kết quả đã công bố). /
   **Read without a token** (organisations, law, targets, frameworks, rankings, published results).
2. **Lấy mã truy cập**: nút Authorize, hoặc đổi `client_id` và `client_secret` của tài khoản dịch vụ; khi chạy tại chỗ:
   `make -s token ROLE=committee`. / **Get a token**: the button Authorize, or exchange a service account's `client_id`
   and `client_secret`; locally `make -s token ROLE=committee`.
3. **Gọi với mã đó.** / **Call with it.**

```sh
DTI=http://127.0.0.1:8000  # địa chỉ của hệ thống / the address of the system
curl --fail "$DTI/v1/targets?pillar=economy&limit=1"
TOKEN=$(curl --fail -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials -d scope=targets:read \\
  "$DTI/oauth/token" | sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')
curl --fail -H "Authorization: Bearer $TOKEN" "$DTI/v1/tasks?limit=1"
```

### Điều chung / What holds everywhere

- **Trang / pages**: `limit` ≤ 200; `next` là `cursor` của trang sau, `null` là hết; `total=true` thì đếm. / `next` is
  the `cursor` of the next page, `null` the end; `total=true` counts.
- **Thời gian / time**: `as_of` là một ngày của đời thực, `known_at` là thời điểm dữ liệu được ghi nhận; mô tả của
  `known_at` nêu phần nào được giữ theo từng lần ghi. / `as_of` is a day in the world, `known_at` an instant of
  knowledge, whose description says what is kept as recorded and what is corrected in place.
- **Sửa đổi / changes**: gửi lại `ETag` trong `If-Match` để không ghi đè việc của người khác. / Send the `ETag` back in
  `If-Match`, so that nobody's work is overwritten.
- **Gửi lại / retries**: mỗi POST dưới `/v1` nhận `Idempotency-Key`; gửi lại cùng khóa, cùng nội dung thì việc chỉ làm
  một lần. 429 kèm `Retry-After`. / Every POST under `/v1` takes an `Idempotency-Key`: the same key with the same body
  is done once. 429 carries `Retry-After`.
- **Lỗi / errors**: `application/problem+json`, tiếng Việt trừ khi `Accept-Language` ưu tiên tiếng Anh; `type` dẫn tới
  [danh mục lỗi](/docs#problems) với nguyên nhân và cách xử lý; nêu `request_id` khi hỏi hỗ trợ. / In Vietnamese unless
  `Accept-Language` prefers English; `type` leads to the [catalogue](/docs#problems) with cause and remedy; quote
  `request_id` when asking for help.
- **Tài liệu / documents**: [OpenAPI 3.1](/openapi.json), [OpenAPI 3.0.3](/openapi-3.0.json) (cùng nội dung, cho trục
  tích hợp chưa đọc 3.1 / the same, for buses that read no 3.1)."""

INFO: dict[str, Any] = {
    "title": "DTI",
    "summary": "Chuyển đổi số cấp tỉnh: chỉ tiêu, báo cáo, tài liệu kiểm chứng, điểm DTI, xếp hạng.",
    "description": _DESCRIPTION,
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
