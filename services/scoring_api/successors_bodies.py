"""Bodies that say which component of a version is which of another."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from shared.frameworks import correspondences as stated
from shared.law.bodies import Body, SourceBody

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class CorrespondenceBody(Body):
    """Một chỉ số ở hai phiên bản; để trống một phía khi phía đó không có. Trong `to`: mã của phiên bản sau /
    A component in two versions; leave out the side that does not have it."""

    from_: Annotated[
        Code | None, Field(alias="from", description="Mã ở phiên bản trước / the code in the earlier version.")
    ] = None
    to: Annotated[Code | None, Field(description="Mã ở phiên bản sau / the code in the later version.")] = None
    source: SourceBody


class CorrespondencesBody(Body):
    """Mọi điều văn bản nói về hai phiên bản; không nêu gì là bỏ hết / Everything that sources say of two versions."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "correspondences": [
                        {
                            "from": "1.7",
                            "source": {
                                "document": "quyet-dinh-405-qd-bkhcn-2025",
                                "clause": "toàn văn",
                                "note": "Ví dụ về cách nêu, không phải nội dung của quyết định.",
                            },
                        }
                    ]
                }
            ]
        },
    )

    correspondences: Annotated[list[CorrespondenceBody], Field(max_length=1000, description="Từng cặp / each pair.")]

    def said(self) -> list[stated.Said]:
        """The domain's words for it."""
        return [stated.Said(one.from_, one.to, one.source.citation()) for one in self.correspondences]
