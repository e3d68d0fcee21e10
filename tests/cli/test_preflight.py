"""What the machine lacks, told before anything is installed."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from server.cli import preflight
from server.cli.preflight import RUN, TEST, Package, lacking


def test_only_what_is_absent_is_named_in_order() -> None:
    packages = [
        Package(name, "needed", lambda there=there: there) for name, there in (("a", False), ("b", True), ("c", False))
    ]
    assert [package.name for package in lacking(packages)] == ["a", "c"]


def test_a_library_that_cannot_be_loaded_and_one_that_can() -> None:
    assert not preflight._library("libthere-is-none.so.0")()
    assert preflight._library("libc.so.6")()


def test_the_tests_want_more_than_serving_does() -> None:
    assert set(RUN) < set(TEST)
    assert {package.name for package in set(TEST) - set(RUN)} == {"chromium", "postgresql"}


def test_it_runs_before_any_package_is_installed() -> None:
    tree = ast.parse(Path(preflight.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
