"""`python -m tests.soak.needs`: the programs that the long checks start and no Python package brings.

As root on Debian what is missing is installed; anybody else is told what to install, and the run fails: a check that
silently did not run would count as passed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# Program → Debian's package.
PACKAGES = {"nginx": "nginx", "chromium": "chromium"}
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def missing() -> list[str]:
    """The packages whose program is not there."""
    return [package for program, package in PACKAGES.items() if shutil.which(program, path=_PATH) is None]


def main() -> int:
    """Install what is missing if we may; the exit code."""
    wanted = missing()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write(f"installing {' and '.join(wanted)} from Debian …\n")
        # RUNLEVEL: the package's own service is not started.
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *wanted]):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        wanted = missing()
    if wanted:
        sys.stderr.write(f"make soak needs {' and '.join(wanted)}: apt-get install {' '.join(wanted)}\n")
    return len(wanted)


if __name__ == "__main__":
    sys.exit(main())
