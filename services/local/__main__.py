"""`python -m services.local`: run the whole product here, in the foreground (`make run` calls this)."""

import os
import signal
import sys


def main() -> int:
    """Start, supervise, stop. `--stop-with-parent`: when make is killed, nothing stays behind."""
    # Ctrl-C while the modules load (a third of a second) ends quietly too; the supervisor takes over afterwards.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    from services.local import errors, launch, programs, settings, supervisor

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
