"""The reference of `bench night`: the same case by SpiffWorkflow itself, each row a statement (計測の比較の相手)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from sqlalchemy import Table, func, select

from server.bench.engine import between, reference
from server.bench.night_city import NightCity
from server.casework.wake_cases import wake_one
from server.store import history
from server.store import tables as t
from server.store.connection import Connection

SLUG = "arrears"
_WRITTEN = (t.history, t.case_steps, t.letters, t.subscriptions, t.audit_events)


def reference_ms(city: NightCity, tree: Path, seconds: float) -> tuple[float, dict[str, Any]]:
    """Milliseconds of one case as the library does it, and what it is. One case of the city is woken for the record."""
    sample = _first_case(city)
    with tempfile.TemporaryDirectory() as folder, reference(_setup(city, sample, tree, folder)) as other:
        for _ in range(3):
            other.round()
        times, end = list[float](), perf_counter() + seconds
        while perf_counter() < end or not times:
            times += [ns / 1e6 for ns in other.round()["ns"]]
        about = {"reference": f"SpiffWorkflow {other.about['version']}", "reference_rounds": len(times)}
    return fmean(times), about


def _first_case(city: NightCity) -> str:
    with city.services.database.read() as conn:
        return str(conn.execute(select(func.min(t.cases.c.case_id))).scalar_one())


def _setup(city: NightCity, case_id: str, tree: Path, folder: str) -> dict[str, Any]:
    """What the library needs to do the same, from the record of one case that is woken here."""
    services = city.services
    with services.database.read() as conn:
        due: Any = conn.execute(select(t.cases.c.next_due_at).where(t.cases.c.case_id == case_id)).scalar_one()
    city.moved.at(due.date())
    wake_one(services, case_id, due)
    with services.database.read() as conn:
        events = history.history_of(conn, case_id)
        rows = _rows(conn, case_id)
    steps = {step: [one for one in events if one.step_no == step] for step in (1, 2)}
    files = {path.name: path.read_text(encoding="utf-8") for path in (tree / "workflows" / SLUG).iterdir()}
    diagrams = {name: text for name, text in files.items() if name.endswith(".bpmn")}
    asked = {f"{table}.dmn" for text in diagrams.values() for table in between(text, "calledDecisionId")}
    periods = {name.strip(): "PT1S" for text in diagrams.values() for name in between(text, "timeDuration")}
    started: Any = steps[1][0].detail
    return {
        "process": SLUG,
        "diagrams": diagrams,
        "tables": {name: files[name] for name in sorted(asked)},
        "periods": periods,
        "start": {"start": started["data"], "case": started["case"]},
        "computed": _computed(steps[1]),
        "steps": [{"element": "remind", "answers": {}, "computed": _computed(steps[2])}],
        "rows": rows,
        "tables_of_rows": [_made(table) for table in (*_WRITTEN, t.cases)],
        "file": f"{folder}/stock.db",
    }


def _computed(events: list[history.HistoryRow]) -> list[str]:
    found: list[Any] = [one.detail["outputs"] for one in events if one.kind == "computed"]
    return [json.dumps(outputs, ensure_ascii=False) for outputs in found]


def _rows(conn: Connection, case_id: str) -> list[tuple[str, list[Any]]]:
    """Every row that the second step wrote, as a statement of its own, and the case with its state."""
    found: list[tuple[str, list[Any]]] = [("update cases set state = ?, rev = 2 where case_id = 'none'", ["<state>"])]
    for table in _WRITTEN:
        statement = select(table).where(table.c.case_id == case_id)
        if "step_no" in table.c:
            statement = statement.where(table.c.step_no == 2)
        for row in conn.execute(statement).all()[-20:]:
            values = [None if value is None else str(value) for value in row]
            found.append((f"insert into {table.name} values ({', '.join('?' * len(values))})", values))  # noqa: S608
    return found


def _made(table: Table) -> str:
    """A plain table of the same columns, without a key that a row written again would meet."""
    return f"create table {table.name} ({', '.join(column.name for column in table.c)})"
