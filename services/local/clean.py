"""`python -m services.local.clean`: remove the data folder of a system that is not running (`make clean`)."""

import os
import shutil
import sys
from pathlib import Path

from services.local import errors, folder

# What tells a data folder from a folder that DATA names by mistake.
MARK = "supervisor.lock"


def main(data: Path) -> int:
    """Remove it, or say why not. Returns the exit code."""
    if not data.exists():
        sys.stdout.write(f"there is no data folder {data}\n")
        return 0
    if not (data / MARK).exists():
        sys.stdout.write(f"{data} is not a data folder of this system: nothing is removed\n")
        return 1
    try:
        with folder.hold(data):
            shutil.rmtree(data)
    except errors.AlreadyRunning as problem:
        sys.stdout.write(f"nothing is removed: {problem}\n")
        return 1
    sys.stdout.write(f"removed {data}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(os.environ.get("DATA") or ".run").resolve()))
