"""Who acts, and by which clocks: what every use-case that writes is given."""

from __future__ import annotations

from dataclasses import dataclass

from shared.audit.service import Actor
from shared.kit import clock


@dataclass(frozen=True)
class Acting:
    """The audit actor, and the clocks of the process."""

    actor: Actor
    clock: clock.Clock
