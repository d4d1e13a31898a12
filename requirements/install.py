"""Make `.venv` and install a lock file into it: `python3 requirements/install.py local` (or `dev`, `soak`).

With `--python` it prints the first Python that is new enough and installs nothing.

Runs before anything is installed and possibly on an old Python, so it uses the standard library and plain syntax only:
even Python 2.7 must be able to read it to the end (ASCII, no f-strings) and say what is needed.
What it says goes to standard error: `make -s token` prints nothing but the token.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time

if sys.version_info < (3, 6):
    sys.exit(
        "cannot set up: Python 3.11 or newer is needed, but {} is {}.{}.{}".format(sys.executable, *sys.version_info)
    )

from pathlib import Path

OLDEST = (3, 11)
CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.14")
# A lock file holds everything of the ones after it in the same versions.
INCLUDES = {
    "soak": ("soak", "dev", "local", "base"),
    "dev": ("dev", "local", "base"),
    "local": ("local", "base"),
    "base": ("base",),
}

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
            say("another make is setting up .venv, waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed(name):
            install(name)


def is_installed(name):
    """Whether this very lock file was installed to the end, for a Python that still works."""
    stamp = VENV / (".installed-" + name)
    return stamp.exists() and stamp.read_text() == digest(name) and works(PYTHON)


def install(name):
    """Make the environment when there is none that works, then let pip do its work."""
    began = time.monotonic()
    if not works(PYTHON):
        python = find_python()
        say("making .venv with {} ...".format(python))
        result = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=False)
        if result.returncode != 0:
            stop("`{} -m venv .venv` failed, see above".format(python))
    lock = lock_file(name)
    packages = sum("==" in line for line in lock.read_text().splitlines())
    said = "installing {} packages from requirements/{}.lock (the first time this is mostly download) ..."
    say(said.format(packages, name))
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Compiling all modules now would take longer than compiling the used ones when they are first imported.
    pip += ["--no-compile", "--require-hashes", "--requirement", str(lock)]
    if subprocess.run(pip, check=False).returncode != 0:
        stop("pip could not install the packages, see above; run make again to continue")
    for included in INCLUDES[name]:
        (VENV / (".installed-" + included)).write_text(digest(included))
    say("installed in {:.0f} s".format(time.monotonic() - began))


def find_python():
    """The first Python that is new enough and can make environments; else say what is missing and stop."""
    recent = recent_pythons()
    able = [path for path in recent if answers(path, "import ensurepip, venv")]
    if not able:
        said = "{} comes without venv and ensurepip; on Debian and Ubuntu: apt-get install python3-venv"
        stop(said.format(recent[0]))
    return able[0]


def recent_pythons():
    """Those that are new enough, at least one; else say what is missing and stop."""
    found = [path for path in (shutil.which(name) for name in CANDIDATES) if path]
    recent = [path for path in found if answers(path, "import sys; sys.exit(sys.version_info < {})".format(OLDEST))]
    if not recent:
        have = "{} is {}".format(found[0], version(found[0])) if found else "there is no python3"
        stop("Python {}.{} or newer is needed, but {}".format(OLDEST[0], OLDEST[1], have))
    return recent


def works(python):
    """Whether this environment's Python starts, is new enough and has pip."""
    program = "import sys, pip; sys.exit(sys.version_info < {})".format(OLDEST)
    return os.access(str(python), os.X_OK) and answers(python, program)


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
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def lock_file(name):
    """Where a lock file lies."""
    return REPOSITORY / "requirements" / (name + ".lock")


def say(text):
    """Print at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def stop(text):
    """Say what is wrong and end."""
    raise SystemExit("cannot set up: " + text)


if __name__ == "__main__":
    if sys.argv[1] == "--python":
        sys.stdout.write(recent_pythons()[0] + "\n")
    else:
        main(sys.argv[1])
