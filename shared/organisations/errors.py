"""Refusals of the register."""

from __future__ import annotations

from shared.kit import errors


class OrganisationNotFound(errors.NotFound):
    """There is no organisation {organisation}."""

    vi = "Không có cơ quan, đơn vị {organisation}."
