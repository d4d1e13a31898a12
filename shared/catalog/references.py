"""Every reference of the catalog leads to a row, every natural key stands once, every sum agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from shared.catalog import provenance, schema
from shared.law import rules

# Whose codes plan 187's tasks name: decision 922's framework.


def findings(catalog: schema.Catalog) -> list[str]:
    """Readable findings, empty for a sound catalog."""
    checks: tuple[Callable[[schema.Catalog], Iterator[str]], ...] = (
        _keys, _documents, _organisations, _hierarchies, _targets, _target_sets, _owners, _tasks, _frameworks,
        _assessments,
        _rankings,
    )  # fmt: skip
    return [finding for check in checks for finding in check(catalog)]


def _twice(what: str, keys: Iterable[Hashable]) -> Iterator[str]:
    return (f"{what} {key} stands {count} times" for key, count in Counter(keys).items() if count > 1)


def _missing(where: str, what: str, wanted: Iterable[Hashable | None], known: Iterable[Hashable]) -> Iterator[str]:
    known = set(known)
    return (f"{where}: no {what} {key}" for key in wanted if key is not None and key not in known)


def _keys(catalog: schema.Catalog) -> Iterator[str]:
    yield from _twice("legal document", (row.slug for row in catalog.legal_documents))
    yield from _twice("organisation or group", _owner_slugs(catalog))
    yield from _twice("change", (row.code for row in catalog.organisation_changes))
    yield from _twice("target", (row.code for row in catalog.targets))
    yield from _twice("target set", (row.slug for row in catalog.target_sets))
    yield from _twice("task group", (row.code for row in catalog.task_groups))
    yield from _twice("budget line", (row.code for row in catalog.budget))
    yield from _twice("remedial task", (row.code for row in catalog.remedial_tasks))
    yield from _twice("spending area", (row.code for row in catalog.spending_areas))
    yield from _twice("spending share", (row.code for row in catalog.spending_shares))
    yield from _twice("standing duty", (row.code for row in catalog.standing_duties))
    yield from _twice("regime", (row.code for row in catalog.regimes))
    yield from _twice("framework", (row.slug for row in catalog.frameworks))
    yield from _twice("assessment", ((row.framework, row.organisation, row.year) for row in catalog.assessments))
    yield from _twice("ranking", ((row.framework, row.year, row.kind) for row in catalog.rankings))


def _owner_slugs(catalog: schema.Catalog) -> list[str]:
    return [row.slug for row in catalog.organisations] + [row.slug for row in catalog.groups]


def _documents(catalog: schema.Catalog) -> Iterator[str]:
    slugs = {row.slug for row in catalog.legal_documents}
    for path, source in provenance.sources(catalog):
        yield from _missing(path, "legal document", [source.document], slugs)
    for document in catalog.legal_documents:
        yield from _missing(
            document.slug, "legal document", [*document.implements, *document.amends, *document.replaces], slugs
        )
    yield from _cycles(catalog.legal_documents)


def _cycles(documents: list[schema.LegalDocument]) -> Iterator[str]:
    for links in (
        {document.slug: document.implements for document in documents},
        {document.slug: [*document.amends, *document.replaces] for document in documents},
    ):
        ways = (rules.cycle(slug, links) for slug in links)
        yield from (f"{way[0]}: comes back to itself: {' → '.join(way)}" for way in ways if way is not None)


def _organisations(catalog: schema.Catalog) -> Iterator[str]:
    parents = {row.slug: row.parent for row in catalog.organisations}
    for slug, parent in parents.items():
        yield from _missing(slug, "organisation", [parent], parents)
        if _is_own_ancestor(slug, parents):
            yield f"{slug}: is its own ancestor"
    for duty in catalog.duties:
        yield from _missing(f"duty {duty.duty}", "organisation", [duty.organisation], parents)
    for group in catalog.groups:
        yield from _missing(group.slug, "organisation", group.members, parents)
        yield from _twice(f"{group.slug}: member", group.members)
    for change in catalog.organisation_changes:
        yield from _missing(change.code, "organisation", (part.organisation for part in change.parts), parents)
        yield from _missing(change.code, "organisation", (part.parent for part in change.parts), parents)


def _hierarchies(catalog: schema.Catalog) -> Iterator[str]:
    slugs, codes = {row.slug for row in catalog.organisations}, [row.code for row in catalog.hierarchies]
    yield from _twice("hierarchy", codes)
    for identifier in catalog.identifiers:
        yield from _missing(f"code {identifier.national_code}", "organisation", [identifier.organisation], slugs)
    for place in catalog.placements:
        here = f"{place.hierarchy}: {place.organisation}"
        yield from _missing(here, "organisation", [place.organisation, place.superior], slugs)
        yield from _missing(here, "hierarchy of placements", [place.hierarchy], set(codes) - {"administrative"})


def _is_own_ancestor(slug: str, parents: Mapping[str, str | None]) -> bool:
    at, steps = parents.get(slug), 0
    while at is not None and at != slug and steps <= len(parents):
        at, steps = parents.get(at), steps + 1
    return at == slug


def _targets(catalog: schema.Catalog) -> Iterator[str]:
    slugs = {row.slug for row in catalog.legal_documents}
    for target in catalog.targets:
        yield from _missing(target.code, "legal document", [target.reference], slugs)
        years = [milestone.year for milestone in target.milestones]
        if years != sorted(set(years)):
            yield f"{target.code}: milestones are not one per year in order: {years}"
        for milestone in target.milestones:
            for statement in milestone.statements:
                yield from _statement(target, milestone.year, statement)


def _statement(target: schema.Target, year: int, statement: schema.Statement) -> Iterator[str]:
    if (statement.value is None) != (statement.operator is None):
        yield f"{target.code}.{year}: a value has an operator, and only a value"
    if target.natural_limit is not None and statement.value is not None and statement.value > target.natural_limit:
        yield f"{target.code}.{year}: {statement.value} is beyond the natural limit {target.natural_limit}"


def _target_sets(catalog: schema.Catalog) -> Iterator[str]:
    targets = {row.code: row for row in catalog.targets}
    for row in catalog.target_sets:
        codes = [criterion.target for criterion in row.criteria]
        yield from _twice(f"{row.slug}: target", codes)
        yield from _missing(row.slug, "target", [*codes, *(c.repeats for c in row.criteria)], targets)
        for criterion in row.criteria:
            if target := targets.get(criterion.target):
                yield from _criterion(row, criterion, target)


def _criterion(row: schema.TargetSet, criterion: schema.Criterion, target: schema.Target) -> Iterator[str]:
    here = f"{row.slug}.{target.code}"
    if target.level != row.level:
        yield f"{here}: a target of level {target.level} in a set of level {row.level}"
    if [milestone.year for milestone in target.milestones] != [row.year]:
        yield f"{here}: has no milestone of {row.year} alone"
    if criterion.applies_to is not None and criterion.applies_to not in str(target.source.quote):
        yield f"{here}: {criterion.applies_to!r} is not in its quote"


def _owners(catalog: schema.Catalog) -> Iterator[str]:
    organisations = {row.slug for row in catalog.organisations}
    groups = {row.slug for row in catalog.groups}
    for path, row in provenance.rows(catalog):
        if isinstance(row, schema.Owner):
            yield from _missing(path, "organisation", [row.organisation], organisations)
            yield from _missing(path, "group", [row.group], groups)
    for regime in catalog.regimes:
        yield from _missing(
            regime.code, "organisation", [regime.receiver, *regime.other_receivers, regime.via], organisations
        )


def _tasks(catalog: schema.Catalog) -> Iterator[str]:
    components = {framework.slug: {c.code for c in framework.components} for framework in catalog.frameworks}
    for task in catalog.remedial_tasks:
        yield from _missing(task.code, "framework", [task.framework], components)
        yield from _missing(task.code, "component", task.components, components.get(task.framework, set()))
    amounts = {line.code: line.amount_million_vnd for line in catalog.budget}
    if amounts and sum(amounts.values()) != 2 * amounts.get("total", 0):
        yield f"budget: the sources do not add up to the total: {amounts}"


def _frameworks(catalog: schema.Catalog) -> Iterator[str]:
    documents = {row.slug for row in catalog.legal_documents}
    slugs = {row.slug for row in catalog.frameworks}
    for framework in catalog.frameworks:
        here = framework.slug
        yield from _missing(here, "legal document", [framework.document], documents)
        yield from _missing(here, "framework", [framework.replaces], slugs)
        yield from _twice(f"{here}: main index", (index.number for index in framework.main_indices))
        yield from _twice(f"{here}: component", (component.code for component in framework.components))
        yield from _parts_of(framework)


def _parts_of(framework: schema.Framework) -> Iterator[str]:
    here, numbers = framework.slug, {index.number for index in framework.main_indices}
    counted = Counter(component.main_index for component in framework.components)
    yield from _missing(here, "main index", counted, numbers)
    for pillar in framework.pillars:
        yield from _missing(f"{here}.{pillar.code}", "main index", pillar.main_indices, numbers)
    if not framework.components:
        return
    if framework.component_count != len(framework.components):
        yield f"{here}: {len(framework.components)} components, {framework.component_count} announced"
    for index in framework.main_indices:
        if index.component_count != counted[index.number]:
            yield f"{here}.{index.number}: {counted[index.number]} components, {index.component_count} announced"
    weights = [index.weight for index in framework.main_indices if index.weight is not None]
    if len(weights) == len(numbers) and framework.total_points is not None and sum(weights) != framework.total_points:
        yield f"{here}: the weights add up to {sum(weights)}, not {framework.total_points}"


def _assessments(catalog: schema.Catalog) -> Iterator[str]:
    organisations = {row.slug for row in catalog.organisations}
    frameworks = {row.slug: row for row in catalog.frameworks}
    for assessment in catalog.assessments:
        here = f"assessment {assessment.framework} {assessment.organisation} {assessment.year}"
        yield from _missing(here, "organisation", [assessment.organisation], organisations)
        framework = frameworks.get(assessment.framework)
        if framework is None:
            yield f"{here}: no framework {assessment.framework}"
            continue
        numbers = {index.number for index in framework.main_indices}
        codes = {component.code for component in framework.components}
        outcomes = [outcome.component for outcome in assessment.outcomes]
        yield from _twice(f"{here}: outcome of", outcomes)
        yield from _missing(here, "component", outcomes, codes)
        yield from _missing(here, "main index", (value.number for value in assessment.published), numbers)
        for reason in assessment.reasons:
            yield from _missing(here, "main index", [reason.main_index], numbers)
            yield from _missing(here, "component", reason.components, codes)
            yield from _causes(f"{here}, reason {reason.main_index} {reason.outcome}", reason)


def _causes(here: str, reason: schema.Reason) -> Iterator[str]:
    """What is read out of a reason stands in its quote, and names components of its list."""
    for cause in reason.causes:
        yield from _missing(here, "component of the list", cause.components, reason.components)
        if (cause.applies_to == "named") != bool(cause.components):
            yield f"{here}: {cause.words!r} names components, or says it is of each or of some"
        if cause.words not in str(reason.source.quote):
            yield f"{here}: {cause.words!r} is not in its quote"


def _rankings(catalog: schema.Catalog) -> Iterator[str]:
    organisations = {row.slug for row in catalog.organisations}
    frameworks = {row.slug for row in catalog.frameworks}
    for ranking in catalog.rankings:
        here = f"ranking {ranking.framework} {ranking.year}"
        yield from _missing(here, "framework", [ranking.framework], frameworks)
        yield from _missing(here, "organisation", (row.organisation for row in ranking.rows), organisations)
        yield from _twice(f"{here}: organisation", (row.organisation for row in ranking.rows))
