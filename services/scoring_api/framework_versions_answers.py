"""The shapes of framework versions, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Source


class ListedVersion(Shape):
    """Một phiên bản trong danh sách / A version as listed."""

    version: int
    version_id: uuid.UUID
    status: Literal["draft", "published", "incomplete"]
    revision: int
    total_points: Number | None
    main_index_count: int | None
    component_count: int | None
    stated_by: Literal["catalog", "api"]
    recorded_at: dt.datetime
    published_at: dt.datetime | None
    published_source: Source | None


class VersionList(Page[ListedVersion]):
    """Các phiên bản, mới nhất trước / Versions, the newest first."""


class CheckFinding(Shape):
    """Một điều cần sửa (`error`) hoặc nên xem lại (`warning`) /
    What keeps it from being published, or should be looked at again."""

    field: str = Field(description="Chỗ trong phiên bản / where in the version.")
    code: str
    severity: Literal["error", "warning"]
    detail: str


class CheckedConstraint(Shape):
    """Ràng buộc suy ra từ kết quả đã công bố / What published results tell of sums of maxima."""

    code: str
    main_index: int
    components: list[str]
    relation: Literal["equal", "less", "more"]
    points: Number
    tolerance: Number
    sum: Number | None = Field(description="Tổng điểm tối đa trong phiên bản / their sum in this version.")
    holds: bool | None = Field(description="null: chưa biết hết điểm tối đa / null: not all maxima are known.")
    source: Source


class FrameworkCheck(Shape):
    """Kết quả kiểm tra / What the checks say; a version with an error cannot be published."""

    framework: str
    version: int
    version_id: uuid.UUID
    status: Literal["draft", "published", "incomplete"]
    revision: int
    publishable: bool
    error_count: int
    warning_count: int
    findings: list[CheckFinding]
    constraints: list[CheckedConstraint]
