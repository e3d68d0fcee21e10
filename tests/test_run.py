"""The script `run`: what it says where it cannot go on, and that it needs nobody's help to say it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import ROOT

TOOLS = ("sh", "dirname", "sed", "tr", "cat", "cut", "sha256sum", "id", "mktemp", "rm", "tail")


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """The script in a folder of its own, with a preflight that can be told what is missing."""
    shutil.copy(ROOT / "run", tmp_path)
    (tmp_path / "server" / "cli").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    (tmp_path / "bin" / "python3").symlink_to(Path(sys.executable).resolve())
    return tmp_path


def run(folder: Path, *arguments: str, missing: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the script with nothing but plain tools in reach: no apt, no sudo, no npm, no terminal."""
    (folder / "server" / "cli" / "preflight.py").write_text(f"print({missing!r})\n", encoding="utf-8")
    return subprocess.run(
        ["sh", str(folder / "run"), *arguments],
        cwd="/",
        env={"PATH": str(folder / "bin")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_libraries_are_one_line_that_names_the_command(bare_machine: Path) -> None:
    done = run(bare_machine, "setup", missing="needed libpango-1.0-0\nwanted fonts-ipamj-mincho\nneeded python3-venv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "system packages are missing; run: sudo apt-get install -y --no-install-recommends "
        "libpango-1.0-0 python3-venv fonts-ipamj-mincho\n"
    )
    assert not (bare_machine / ".venv").exists()


def test_a_machine_without_python_is_told_so(bare_machine: Path) -> None:
    (bare_machine / "bin" / "python3").unlink()
    done = run(bare_machine, "setup")
    assert done.returncode == 1
    assert done.stderr == "Python is missing; run: apt-get install python3\n"


def test_an_unknown_command_shows_the_known_ones_and_is_a_wrong_call(bare_machine: Path) -> None:
    done = run(bare_machine, "fly")
    assert done.returncode == 2
    assert "./run kokuho ARGS" in done.stderr
    assert run(bare_machine, "-h").returncode == 0


def test_it_is_plain_shell(bare_machine: Path) -> None:
    assert subprocess.run(["sh", "-n", str(bare_machine / "run")], check=False).returncode == 0
