"""Where a wheel lies, without importing it.

The wheels' own Python creates system users and opens folders when root imports and uses it; we want their files only.
"""

import importlib.util
from pathlib import Path


def folder(package: str) -> Path:
    """The package's folder. Raises ModuleNotFoundError when it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed: it belongs to requirements/local.lock", name=package)
    return Path(spec.origin).parent
