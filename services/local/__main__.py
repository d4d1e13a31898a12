"""`python -m services.local`: run the whole product here, in the foreground (`make run` calls this)."""

import os
import signal
import sys

from services.local import errors, launch, programs, settings, supervisor


def main() -> int:
    """Start, supervise, stop. `--stop-with-parent`: when make is killed, nothing stays behind."""
    if "--stop-with-parent" in sys.argv[1:]:
        launch.die_with_parent(signal.SIGTERM)
    try:
        chosen = settings.read(os.environ)
    except errors.BadSetting as problem:
        print(f"cannot start: {problem}")
        return 1
    return supervisor.Supervisor(chosen, programs.Programs()).main()


if __name__ == "__main__":
    raise SystemExit(main())
