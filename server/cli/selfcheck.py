"""`./run check`: everything that must be clean before a change lands, each step run to its end and named.

Format, lint, types, import contracts; the gate over diagrams, forms and letters; dated values without gap or overlap;
and the tests of the tree's shape (names in both directions, sizes, no address to the outside).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from server.settings import ROOT


class Step(NamedTuple):
    """One check: what it is called and the command (run with the environment's own Python)."""

    name: str
    command: tuple[str, ...]


PLACES = ("server", "tests")
GATE = ("workflows", "forms", "letters")


def steps(root: Path) -> list[Step]:
    """The checks of this tree in order, quick ones first."""
    python = (sys.executable, "-m")
    return [
        Step("format", (*python, "ruff", "format", "--check", "--quiet", *PLACES)),
        Step("lint", (*python, "ruff", "check", "--quiet", *PLACES)),
        Step("import contracts", (str(Path(sys.executable).with_name("lint-imports")),)),
        Step("values", (*python, "server.cli.main", "values", "check")),
        Step("gate", (*python, "server.cli.main", "check", *(place for place in GATE if (root / place).is_dir()))),
        Step("types", (*python, "mypy", "--strict")),
        Step("shape of the tree", (*python, "pytest", "-q", "--no-header", "tests/architecture")),
    ]


def run_steps(wanted: Sequence[Step], root: Path) -> list[str]:
    """Runs every step, whatever came before; the names of those that failed. Output is shown only of these."""
    failed = []
    for step in wanted:
        done = subprocess.run(  # noqa: S603 - the commands are those above
            step.command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        click.echo(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {step.name}")
        if done.returncode:
            failed.append(step.name)
            click.echo(done.stdout)
    return failed


def main() -> None:
    """Ends with status 1 when any step failed."""
    failed = run_steps(steps(ROOT), ROOT)
    if failed:
        click.echo(f"not clean: {', '.join(failed)}")
        sys.exit(1)
    click.echo("clean")


if __name__ == "__main__":
    main()
