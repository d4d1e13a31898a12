"""Refusals of delegations."""

from __future__ import annotations

from shared.kit import errors


class DelegationNotFound(errors.NotFound):
    """There is no such delegation here that you may read."""

    vi = "Không có ủy quyền này hoặc bạn không được đọc."


class RolesNotYours(errors.Forbidden):
    """You can delegate only roles that are your own: {roles} are not. What was delegated to you stays with you."""

    vi = "Chỉ được ủy quyền vai trò của chính mình, không được ủy quyền lại; không phải của bạn: {roles}."


class NotYourDelegation(errors.Forbidden):
    """Only who gave it, who received it or an administrator ends a delegation."""

    vi = "Chỉ người ủy quyền, người được ủy quyền hoặc quản trị viên được chấm dứt ủy quyền."


class DelegationRevoked(errors.Conflict):
    """The delegation was revoked already."""

    vi = "Ủy quyền này đã bị chấm dứt."


class DelegationOver(errors.Conflict):
    """The delegation ended on {last_on}; there is nothing to revoke."""

    vi = "Ủy quyền này đã hết hạn ngày {last_on}; không còn gì để chấm dứt."


class DelegationRefused(errors.Invalid):
    """The delegation cannot be given this way; see the fields."""

    vi = "Không thể ủy quyền như vậy; xem danh sách trường."
