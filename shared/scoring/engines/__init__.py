"""Every version of the engine that computed a run. A run is replayed by the version stored with it, so a version that
was released is never edited again: another arithmetic is another version beside it, and `rules.ENGINE_VERSION` names
the one that computes today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from shared.scoring.engines import v1, v2
from shared.scoring.values import Inputs, Score

Engine = Callable[[Inputs], list[Score]]

# From inputs, their scores and other inputs to the scores of these.
Again = Callable[[Inputs, Sequence[Score], Inputs], list[Score]]

BY_VERSION: Mapping[str, Engine] = {"1": v1.compute, "2": v2.compute}
# The engine of today says it shorter where little differs; an older one only replays.
AGAIN: Mapping[str, Again] = {"2": v2.again}
