"""`python -m services.gateway.rotate`: bring in the next signing key; good tokens stay good.

The new key is published at once and signs an hour later, when every verifier has read it; the old one stays published
until the last token it signed has expired. DATA as for `make run`, or KEYS_DIR.

--compromised removes the earlier keys now: whatever they signed is refused within two minutes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

from shared.identity.keys import KeyStore


def main(arguments: list[str]) -> int:
    """Rotate, and say what happens when. Returns the exit code."""
    options = argparse.ArgumentParser(prog="python -m services.gateway.rotate", description=__doc__)
    options.add_argument("--compromised", action="store_true", help="remove the earlier keys at once")
    chosen = options.parse_args(arguments)
    folder = Path(os.environ.get("KEYS_DIR") or Path(os.environ.get("DATA") or ".run") / "keys")
    if not KeyStore.is_in(folder):
        print(f"rotate: no signing key in {folder}; is KEYS_DIR or DATA that of the running system?", file=sys.stderr)
        return 1
    before, after = KeyStore(folder).rotate(at_once=chosen.compromised)
    if chosen.compromised:
        print(f"key {after.kid} signs now; {before.kid} and all before it are removed")
    else:
        when = dt.datetime.fromtimestamp(after.signs_from, dt.UTC).isoformat()
        print(f"key {after.kid} is published and signs from {when}; until then {before.kid} does")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
