"""`kokuho import` of receipts (収納データ): one file, accepted whole or refused whole with the row and the reason."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from server.casework.import_receipts import INTERFACES, Imported, import_receipts
from server.cli.output import emit
from server.cli.tools import open_installation, operator_caller

__all__ = ["INTERFACES", "take_in"]


def take_in(interface: str, file: Path, *, credited: int | None, as_json: bool) -> None:
    """Takes in FILE and tells what became of its receipts; a refusal ends the command with status 1."""
    _, services = open_installation()
    done = import_receipts(services, operator_caller(), interface, file.read_bytes(), name=file.name, credited=credited)
    told = asdict(done) | {
        "covers_to": done.covers_to.isoformat(),
        "look_at": [{"record": record, "notes": list(notes)} for record, notes in done.look_at],
    }
    emit(told, lambda: _words(done), as_json=as_json)


def _words(done: Imported) -> str:
    outcomes = " ".join(f"{name} {count}" for name, count in sorted(done.outcomes.items()))
    head = f"{done.records}件 {done.total:,}円 {done.covers_to.isoformat()}まで {outcomes}"
    return "\n".join([head, *(f"{record}件目: {' '.join(notes)}" for record, notes in done.look_at)])
