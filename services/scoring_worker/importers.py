"""Which kinds of rows are imported, and by what: the whole table on one screen."""

from __future__ import annotations

from shared.frameworks import importing as frameworks
from shared.imports.values import Importer
from shared.organisations import importing as organisations
from shared.rankings.results import importing as results
from shared.targets.measuring import importing as measurements
from shared.targets.spending import importing as spending
from shared.tasks import importing as tasks

BY_KIND: dict[str, Importer] = {
    frameworks.KIND: frameworks.Importer(),
    organisations.KIND: organisations.Importer(),
    measurements.KIND: measurements.Importer(),
    spending.KIND: spending.Importer(),
    tasks.KIND: tasks.Importer(),
    results.KIND: results.Importer(),
}
