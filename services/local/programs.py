"""What the supervisor runs besides the servers. The tests put small stand-ins in their place."""

import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from services.local import settings


@dataclasses.dataclass(frozen=True)
class Programs:
    """Command lines. The web process gets the number of its bound socket as the last argument."""

    migrate: Sequence[str] = (sys.executable, "-m", "alembic", "upgrade", "head")
    catalog: Sequence[str] = (sys.executable, "-m", "shared.catalog")
    web: Sequence[str] = (sys.executable, "-m", "services.local.web")
    worker: Sequence[str] = (sys.executable, "-m", "services.scoring_worker")
    folder: Path = settings.REPOSITORY


def environment(chosen: settings.Settings, *, port: int, database_url: str, redis_url: str) -> dict[str, str]:
    """What every program of ours is told; the rest of the caller's environment is passed on."""
    own = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA": str(chosen.data),
        "PORT": str(port),
        "ISSUER": f"http://{settings.HOST}:{port}",
        "EVIDENCE_DIR": str(chosen.data / "evidence"),
        "KEYS_DIR": str(chosen.data / "keys"),
        "CHECKPOINTS_DIR": str(chosen.data / "checkpoints"),
        "JWKS": str(chosen.data / "keys" / "jwks.json"),
        "PYTHONUNBUFFERED": "1",
    }
    inherited = {name: value for name, value in os.environ.items() if name != "TODAY"}
    return inherited | own | ({"TODAY": chosen.today} if chosen.today else {})
