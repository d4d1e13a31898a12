"""A framework from its first draft to a version that never changes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError

from shared.frameworks import drafting, drafts, errors, publishing, service, shape, versions
from shared.kit import db
from shared.kit import errors as kinds
from shared.kit.clock import FakeClock
from shared.law.errors import SourceRefused
from tests import drafted
from tests.drafted import SMALL, component, content, index


async def _write(database: db.Database, clock: FakeClock, said: drafts.Content, version: int = 1) -> versions.Version:
    async with database.transaction() as session:
        return await drafting.replace(session, drafted.acting(clock), "thu", version, said, match=lambda _: None)


async def _content(database: db.Database, version: versions.Version) -> drafts.Content:
    return await versions.content(database.reader, version.version_id)


async def test_a_draft_is_read_as_it_was_stated(database: db.Database, clock: FakeClock) -> None:
    rich = content(
        index(
            1,
            "12.5",
            component(
                "1.1",
                "12.5",
                {"kind": "ratio", "numerator": {"name": "a", "unit": "văn bản"},
                 "denominator": {"name": "b", "unit": "văn bản"}, "may_exceed": True},
                method="a ÷ b × điểm tối đa",
                evidence_asked="Báo cáo",
                collected_from="Cơ quan tự báo cáo",
                verified_with="Văn phòng UBND",
                ground=drafts.Ground("Phụ lục, STT 1.1", "Tỷ lệ văn bản"),
            ),
            number_187=3,
        ),
        pillars=(drafts.Pillar("government", "Chính quyền số", (1,), Decimal("12.5")),),
        source=replace(drafted.SOURCE, quote="toàn văn", note="bản thử"),
    )  # fmt: skip
    version = await drafted.draft(database, clock, said=rich)
    assert (version.version, version.status, version.revision) == (1, "draft", 1)
    assert await _content(database, version) == rich


async def test_a_draft_is_written_anew_as_a_whole(database: db.Database, clock: FakeClock) -> None:
    await drafted.draft(database, clock)
    other = content(index(3, "7", component("3.1", "7")))
    version = await _write(database, clock, other)
    assert version.revision == 2
    assert await _content(database, version) == other
    assert (await _write(database, clock, other)).revision == 2  # the same again changes nothing


async def test_a_published_version_never_changes(database: db.Database, clock: FakeClock) -> None:
    await drafted.published(database, clock)
    with pytest.raises(errors.PublishedVersionIsImmutable):
        await _write(database, clock, SMALL)
    with pytest.raises(errors.PublishedVersionIsImmutable):
        await drafted.publish(database, clock)


OF = "(SELECT id FROM framework_versions WHERE framework_id = (SELECT id FROM frameworks WHERE slug = 'thu'))"

_REFUSED = [
    f"UPDATE components SET max_points = 5 WHERE framework_version_id = {OF}",
    f"UPDATE components SET name = 'x' WHERE framework_version_id = {OF}",
    f'UPDATE components SET rule = \'{{"kind": "granted"}}\' WHERE framework_version_id = {OF}',
    f"DELETE FROM components WHERE framework_version_id = {OF}",
    f"UPDATE main_indices SET weight = 1 WHERE framework_version_id = {OF}",
    f"DELETE FROM pillars WHERE framework_version_id = {OF}",
    f"INSERT INTO main_indices (id, framework_version_id, number, name, source_id, certainty)"
    f" SELECT gen_random_uuid(), framework_version_id, 9, 'x', source_id, certainty FROM main_indices"
    f" WHERE framework_version_id = {OF} LIMIT 1",
    f"UPDATE framework_versions SET status = 'draft' WHERE id = {OF}",
    f"UPDATE framework_versions SET total_points = 1 WHERE id = {OF}",
    f"UPDATE framework_versions SET not_applicable = 'redistributed' WHERE id = {OF}",
    f"DELETE FROM framework_versions WHERE id = {OF}",
    "UPDATE components SET max_points = max_points + 1 WHERE code = '1.1'",
    "UPDATE components SET framework_version_id = gen_random_uuid() WHERE code = '1.1'",
    "UPDATE framework_versions SET status = 'draft'",
    "TRUNCATE components CASCADE",
    "TRUNCATE framework_versions CASCADE",
]


async def test_the_database_lets_nobody_change_what_was_published(database: db.Database, clock: FakeClock) -> None:
    pillar = drafts.Pillar("government", "Chính quyền số", (1,), Decimal(10))
    await drafted.published(database, clock, said=replace(SMALL, pillars=(pillar,)))
    for statement in _REFUSED:
        with pytest.raises(DBAPIError) as refused:
            async with database.transaction() as session:
                await db.execute(session, statement)
        assert getattr(refused.value.orig, "sqlstate", "") == "23001", statement


async def test_the_catalogs_words_may_be_corrected(database: db.Database) -> None:
    async with database.transaction() as session:
        assert await db.execute(session, "UPDATE components SET certainty = 'unknown' WHERE code = '1.1'") == 1


async def test_the_next_version_stands_beside_the_one_before(database: db.Database, clock: FakeClock) -> None:
    first = await drafted.published(database, clock)
    other = content(index(1, "15", component("1.1", "9"), component("1.2", "6")))
    second = await drafted.draft(database, clock, said=other, identity=None)
    assert (second.version, second.status) == (2, "draft")
    published = await drafted.publish(database, clock, version=2)
    assert (published.replaced_version_id, published.version.status) == (first, "published")
    async with database.transaction() as session:
        old, new = await service.structure(session, first), await service.structure(session, second.version_id)
    assert [c.max_points for c in old.components] == [Decimal(4), Decimal(6), Decimal(5)]
    assert [c.max_points for c in new.components] == [Decimal(9), Decimal(6)]


async def test_publication_is_told_and_kept(database: db.Database, clock: FakeClock) -> None:
    version = await drafted.published(database, clock)
    said = await database.reader.row(
        "SELECT payload ->> 'version_id' AS id, payload ->> 'replaced_version_id' AS replaced FROM outbox"
        " WHERE event = 'FrameworkPublished'"
    )
    assert said == {"id": str(version), "replaced": None}
    entry = await database.reader.row("SELECT action, subject FROM audit_entries WHERE action = 'framework.publish'")
    assert entry == {"action": "framework.publish", "subject": "dieu-phoi"}


async def test_one_draft_at_a_time(database: db.Database, clock: FakeClock) -> None:
    await drafted.draft(database, clock)
    with pytest.raises(errors.DraftExists):
        await drafted.draft(database, clock, identity=None)


@pytest.mark.parametrize(("slug", "identity"), [("moi", None), ("dti-922", drafted.IDENTITY)])
async def test_only_a_new_framework_says_what_it_is(
    database: db.Database, clock: FakeClock, slug: str, identity: drafts.Identity | None
) -> None:
    with pytest.raises(errors.DraftRefused) as refused:
        await drafted.draft(database, clock, slug, identity=identity)
    assert [finding.field for finding in refused.value.findings] == ["identity"]


async def test_it_replaces_one_that_is_there(database: db.Database, clock: FakeClock) -> None:
    with pytest.raises(errors.DraftRefused) as refused:
        await drafted.draft(database, clock, identity=replace(drafted.IDENTITY, replaces="khong-co"))
    assert [finding.field for finding in refused.value.findings] == ["identity.replaces"]


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        (content(index(1, "8", component("1.1", "4"), component("1.1", "4"))), "main_indices.0.components.1.code",
         "twice"),
        (content(index(1, "4", component("1.1", "4")), index(2, "4", component("1.1", "4"))),
         "main_indices.1.components.0.code", "twice"),
        (content(index(1, "4", component("1.1", "4")), index(1, "4", component("1.2", "4"))), "main_indices.1.number",
         "twice"),
        (content(index(1, "4", component("1.1", "4", {"kind": "guess"}))), "main_indices.0.components.0.rule.kind",
         "unknown_rule_kind"),
        (content(index(1, "4", component("1.1 ", "4"))), "main_indices.0.components.0.code", "code"),
        (content(index(1, "4", component("1.1", "4")), pillars=(drafts.Pillar("economy", "x", (2,)),)),
         "pillars.0.main_indices.0", "unknown"),
        (content(index(1, "4", component("1.1", "4")), pillars=(drafts.Pillar("economy", "x", (1, 1)),)),
         "pillars.0.main_indices.1", "twice"),
    ],
)  # fmt: skip
def test_what_is_no_framework(said: drafts.Content, field: str, code: str) -> None:
    assert [(finding.field, finding.code) for finding in shape.read(said)[1]] == [(field, code)]


async def test_what_is_no_framework_is_refused_whole(database: db.Database, clock: FakeClock) -> None:
    twice = content(index(1, "8", component("1.1", "4"), component("1.1", "4")))
    with pytest.raises(errors.DraftRefused):
        await drafted.draft(database, clock, said=twice)
    assert await database.reader.row("SELECT FROM frameworks WHERE slug = 'thu'") is None


async def test_a_draft_rests_on_a_document(database: db.Database, clock: FakeClock) -> None:
    with pytest.raises(SourceRefused) as refused:
        await drafted.draft(database, clock, said=replace(SMALL, source=drafts.Cited("khong-co", "1")))
    assert "source.document" in {finding.field for finding in refused.value.findings}


async def test_an_incomplete_draft_is_kept_and_not_published(database: db.Database, clock: FakeClock) -> None:
    unknown = content(index(1, None, component("1.1", None)), index(2, "6", component("2.1", "5")), total="20")
    await drafted.draft(database, clock, said=unknown)
    with pytest.raises(errors.DraftIncomplete) as refused:
        await drafted.publish(database, clock)
    assert {finding.code for finding in refused.value.findings} == {"weight_unknown", "maximum_unknown", "maxima_sum"}
    checked = await publishing.check(database.reader, "thu", 1)
    assert checked.version.status == "draft"
    assert checked.errors == refused.value.findings


async def test_whoever_read_another_revision_publishes_nothing(database: db.Database, clock: FakeClock) -> None:
    await drafted.draft(database, clock)

    def never(version: object) -> None:
        assert version == "1-draft"
        raise kinds.PreconditionFailed

    with pytest.raises(kinds.PreconditionFailed):
        async with database.transaction() as session:
            await publishing.publish(session, drafted.acting(clock), "thu", 1, source=drafted.PUBLISHED_BY, match=never)


async def test_no_such_version(database: db.Database, clock: FakeClock) -> None:
    with pytest.raises(errors.VersionNotFound):
        await drafted.publish(database, clock, "dti-922", 9)
    with pytest.raises(errors.FrameworkNotFound):
        await drafted.publish(database, clock, "khong-co", 1)
