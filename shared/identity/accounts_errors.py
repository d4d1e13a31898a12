"""Refusals of service accounts."""

from __future__ import annotations

from shared.kit import errors


class AccountNotFound(errors.NotFound):
    """There is no service account {account}."""

    vi = "Không có tài khoản dịch vụ {account}."


class AccountDisabled(errors.Conflict):
    """The service account is disabled for good; make another one."""

    vi = "Tài khoản dịch vụ đã bị ngừng hẳn; hãy tạo tài khoản khác."


class TooManySecrets(errors.Conflict):
    """{living} secrets of this account still work; wait until one ends, or rotate with grace_seconds 0."""

    vi = "Tài khoản đang có {living} khóa bí mật còn hiệu lực; hãy đợi một khóa hết hạn hoặc gửi grace_seconds 0."


class ExpiryNotAhead(errors.Invalid):
    """The expiry must lie ahead; to end an account now, disable it."""

    vi = "Thời điểm hết hạn phải ở tương lai; muốn ngừng ngay thì dùng thao tác ngừng tài khoản."


class WritesForNobody(errors.Invalid):
    """A system that writes does so for an organisation; name one, or leave out the scopes :write."""

    vi = "Hệ thống ghi dữ liệu phải ghi cho một cơ quan; hãy nêu cơ quan hoặc bỏ các phạm vi :write."
