"""Refusals of identity."""

from __future__ import annotations

from shared.kit import errors


class TokenMissing(errors.Unauthenticated):
    """This address needs an access token: Authorization: Bearer …"""

    vi = "Địa chỉ này cần mã truy cập: Authorization: Bearer …"


class TokenRefused(errors.Unauthenticated):
    """The access token was refused: {reason}."""

    vi = "Mã truy cập bị từ chối: {reason}."
    bearer_error = "invalid_token"


class RoleMissing(errors.Forbidden):
    """This operation needs one of the roles {roles}; the token has {has}."""

    vi = "Thao tác này cần một trong các vai trò: {roles}; mã truy cập có: {has}."


class ScopeMissing(errors.Forbidden):
    """A service account may do this only with the scope {scope}."""

    vi = "Tài khoản dịch vụ chỉ làm được việc này khi mã truy cập có phạm vi (scope) {scope}."
    bearer_error = "insufficient_scope"


class TokenOrganisationUnknown(errors.Forbidden):
    """The organisation of the access token, {organisation}, is not in the register; it cannot act here."""

    vi = "Cơ quan ghi trong mã truy cập ({organisation}) không có trong danh mục; không thể thực hiện thao tác này."


class OrganisationNotInForce(errors.Forbidden):
    """The organisation of the access token, {organisation}, is not in force on {on}; nobody writes or signs for it."""

    vi = "Cơ quan ghi trong mã truy cập ({organisation}) không hoạt động vào ngày {on}; không ai ghi hay ký thay."


class DutyMissing(errors.Forbidden):
    """Only the organisation that holds the coordinating duty states this; {organisation} does not hold it on {on}."""

    vi = "Chỉ cơ quan thường trực được ghi nội dung này; {organisation} không giữ nhiệm vụ ấy vào ngày {on}."


class KeysUnavailable(errors.Unavailable):
    """The issuer's keys cannot be read right now; try again in {retry_after} seconds."""

    vi = "Hiện không đọc được khóa của bên cấp mã truy cập; hãy thử lại sau {retry_after} giây."


class ClientRefused(errors.Unauthenticated):
    """The client id or the secret is not accepted."""

    vi = "Mã tài khoản (client_id) hoặc khóa bí mật không được chấp nhận."
