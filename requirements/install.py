"""Make `.venv` and install a lock file into it: `python3 requirements/install.py local` (or `dev`).

Runs before anything is installed and possibly on an old Python, so it uses the standard library and plain syntax only.
Everything it says goes to standard error: `make -s token` prints nothing but the token.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.14")
# A lock file holds everything of the ones after it in the same versions.
INCLUDES = {"dev": ("dev", "local", "base"), "local": ("local", "base"), "base": ("base",)}

REPOSITORY = Path(__file__).resolve().parent.parent
VENV = REPOSITORY / ".venv"
PYTHON = VENV / "bin" / "python"


def main(name):
    """Install one lock file unless that was done; several at once wait for each other."""
    if is_installed(name):
        return
    with (REPOSITORY / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another make is setting up .venv, waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed(name):
            install(name)


def is_installed(name):
    """Whether this very lock file was installed to the end, for a Python that still works."""
    stamp = VENV / f".installed-{name}"
    return stamp.exists() and stamp.read_text() == digest(name) and works(PYTHON)


def install(name):
    """Make the environment when there is none that works, then let pip do its work."""
    began = time.monotonic()
    if not works(PYTHON):
        python = find_python()
        say(f"making .venv with {python} …")
        result = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=False)
        if result.returncode != 0:
            stop(f"`{python} -m venv .venv` failed, see above")
    lock = REPOSITORY / "requirements" / f"{name}.lock"
    packages = sum("==" in line for line in lock.read_text().splitlines())
    say(f"installing {packages} packages from requirements/{name}.lock (the first time this is mostly download) …")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Compiling all modules now would take longer than compiling the used ones when they are first imported.
    pip += ["--no-compile", "--require-hashes", "--requirement", str(lock)]
    if subprocess.run(pip, check=False).returncode != 0:
        stop("pip could not install the packages, see above; run make again to continue")
    for included in INCLUDES[name]:
        (VENV / f".installed-{included}").write_text(digest(included))
    say(f"installed in {time.monotonic() - began:.0f} s")


def find_python():
    """The first Python that is new enough and can make environments; else say what is missing and stop."""
    found = [path for path in (shutil.which(name) for name in CANDIDATES) if path]
    recent = [path for path in found if answers(path, f"import sys; sys.exit(sys.version_info < {OLDEST})")]
    if not recent:
        have = f"{found[0]} is {version(found[0])}" if found else "there is no python3"
        stop(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, but {have}")
    able = [path for path in recent if answers(path, "import ensurepip, venv")]
    if not able:
        stop(f"{recent[0]} comes without venv and ensurepip; on Debian and Ubuntu: apt-get install python3-venv")
    return able[0]


def works(python):
    """Whether this environment's Python starts, is new enough and has pip."""
    return os.access(python, os.X_OK) and answers(python, f"import sys, pip; sys.exit(sys.version_info < {OLDEST})")


def answers(python, program):
    """Whether a program in one line ends well."""
    result = subprocess.run(
        [str(python), "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return result.returncode == 0


def version(python):
    """Shape: "3.9.2"."""
    said = subprocess.check_output([python, "-c", "import platform; print(platform.python_version())"])
    return said.decode().strip()


def digest(name):
    """What tells one state of a lock file from another."""
    return hashlib.sha256((REPOSITORY / "requirements" / f"{name}.lock").read_bytes()).hexdigest()


def say(text):
    """Print at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def stop(text):
    """Say what is wrong and end."""
    raise SystemExit(f"cannot set up: {text}")


if __name__ == "__main__":
    main(sys.argv[1])
