"""Refusals of what is supposed."""

from __future__ import annotations

from shared.kit import errors


class OverridesRefused(errors.Invalid):
    """What is supposed is not possible; see the fields."""

    vi = "Giả định không hợp lệ; xem danh sách trường."
