"""What keeps the code livable: short files, short functions, and words where others read them."""

from __future__ import annotations

import ast
import statistics
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("services", "shared", "migrations")
DOCUMENTED = {"rules.py", "service.py", "repository.py", "jobs.py"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base", "core"}


def _files(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _public(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods that others call; not those inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    for node in (node for body in bodies for node in body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    assert [str(path.relative_to(ROOT)) for path in _files(*PRODUCT) if _lines(path) > 400] == []


def test_no_test_file_is_longer_than_600_lines() -> None:
    assert [str(path.relative_to(ROOT)) for path in _files("tests") if _lines(path) > 600] == []


def test_the_median_file_has_at_most_120_lines() -> None:
    assert statistics.median(_lines(path) for path in _files(*PRODUCT)) <= 120


def test_nine_functions_in_ten_have_at_most_30_lines() -> None:
    lengths = sorted((f.end_lineno or 0) - f.lineno + 1 for path in _files(*PRODUCT) for f in _functions(path))
    assert lengths[int(len(lengths) * 0.9)] <= 30


@pytest.mark.parametrize("package", PRODUCT)
def test_every_module_says_what_it_is(package: str) -> None:
    silent = [path for path in _files(package) if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_every_public_function_of_a_domain_is_documented() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in _files("shared", "services")
        if path.name in DOCUMENTED
        for function in _public(path)
        if not ast.get_docstring(function)
    ]
    assert silent == []


def test_no_name_says_nothing() -> None:
    assert [str(path) for path in _files(*PRODUCT) if VAGUE & {path.stem, path.parent.name}] == []


def test_nothing_is_left_to_do() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3 + ":")
    files = [*_files(*PRODUCT, "tests"), *(path for p in PRODUCT for path in (ROOT / p).rglob("*.sql"))]
    left = [path for path in files if any(word in path.read_text(encoding="utf-8") for word in words)]
    assert [str(path.relative_to(ROOT)) for path in left] == []


def test_sql_stands_in_repositories_and_in_the_kit_only() -> None:
    """A statement in a service or a route would be one that its repository does not know."""
    verbs = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*_files("services"), *_files("shared")]
        if path.name in ("rules.py", "values.py", "service.py") or "routes" in path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(verbs)
    ]
    # These two have no domain: their service is their repository.
    assert [place for place in found if not place.startswith(("shared/outbox/", "shared/audit/"))] == []


def test_text_is_nfc_everywhere() -> None:
    files = [*_files(*PRODUCT, "tests"), *(path for package in PRODUCT for path in (ROOT / package).rglob("*.sql"))]
    wrong = [path for path in files if not unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in wrong] == []
