"""The reference of `bench night`: the same case by SpiffWorkflow itself, each row a statement (計測の比較の相手).

It does the same work as one of our cases: it reads the case and the facts of its household from the registers, restores
the workflow, runs it, stores it, and writes the very rows that our step writes, in the tables as they are, in one
transaction, on the same database with the same durability. To its favour: the driver is asked directly; no table of its
copy has a guard or a reference to check; no household is locked, no letter put on the queue.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Table, event, func, make_url, select

from server.bench.engine import between, reference
from server.bench.night_city import NightCity
from server.casework.wake_cases import wake_one
from server.domain.facts import FactKey
from server.store import facts, history
from server.store import tables as t
from server.store.connection import Connection
from server.store.database import Database
from server.store.dialects import insert_of

SLUG = "arrears"
CASE, LETTER, _STATE = "<case>", "<letter>", "<state>"
_WRITTEN = (t.history, t.case_steps, t.letters, t.subscriptions, t.arrears_board, t.audit_events)
_SCHEMA = "stock"
Statement = tuple[str, Any]


def reference_ms(city: NightCity, tree: Path, seconds: float) -> tuple[float, dict[str, Any]]:
    """Milliseconds of one case as the library does it, and what it is. One case of the city is woken for the record."""
    sample = _first_case(city)
    with (
        tempfile.TemporaryDirectory() as folder,
        _copy(city.services.database, folder) as store,
        reference(_setup(city, sample, tree) | {"store": store}) as other,
    ):
        for _ in range(3):
            other.round()
        times, end = list[float](), perf_counter() + seconds
        while perf_counter() < end or not times:
            times += [ns / 1e6 for ns in other.round()["ns"]]
        about = {"reference": f"SpiffWorkflow {other.about['version']}", "reference_rounds": len(times)}
        about |= {"reference_parts_ms": other.last["parts_ms"], "reference_statements": other.last["statements"]}
    return fmean(times), about


def _first_case(city: NightCity) -> str:
    with city.services.database.read() as conn:
        return str(conn.execute(select(func.min(t.cases.c.case_id))).scalar_one())


def _setup(city: NightCity, case_id: str, tree: Path) -> dict[str, Any]:
    """What the library needs to do the same, from the record of one case that is woken here."""
    services = city.services
    with services.database.read() as conn:
        due: Any = conn.execute(select(t.cases.c.next_due_at).where(t.cases.c.case_id == case_id)).scalar_one()
    city.moved.at(due.date())
    wake_one(services, case_id, due)
    with services.database.read() as conn:
        events = history.history_of(conn, case_id)
        rows = _rows(conn, case_id)
        asked = {key for one in events if one.step_no == 2 for key in _facts(one)}
        reads = _reads(city.services.database, conn, asked, due.date())
    steps = {step: [one for one in events if one.step_no == step] for step in (1, 2)}
    files = {path.name: path.read_text(encoding="utf-8") for path in (tree / "workflows" / SLUG).iterdir()}
    diagrams = {name: text for name, text in files.items() if name.endswith(".bpmn")}
    decisions = {f"{table}.dmn" for text in diagrams.values() for table in between(text, "calledDecisionId")}
    periods = {name.strip(): "PT1S" for text in diagrams.values() for name in between(text, "timeDuration")}
    started: Any = steps[1][0].detail
    return {
        "process": SLUG,
        "diagrams": diagrams,
        "tables": {name: files[name] for name in sorted(decisions)},
        "periods": periods,
        "start": {"start": started["data"], "case": started["case"]},
        "computed": _computed(steps[1]),
        "steps": [{"element": "remind", "answers": {}, "computed": _computed(steps[2])}],
        "case": rows[0],
        "reads": reads,
        "rows": rows[1:],
    }


def _computed(events: list[history.HistoryRow]) -> list[str]:
    found: list[Any] = [one.detail["outputs"] for one in events if one.kind == "computed"]
    return [json.dumps(outputs, ensure_ascii=False) for outputs in found]


def _facts(one: history.HistoryRow) -> list[FactKey]:
    named: Any = one.detail.get("facts", ())
    return [FactKey.parse(text) for text in named]


def _reads(database: Database, conn: Connection, keys: set[FactKey], day: date) -> list[Statement]:
    """The statements that read these facts of one household, as they go to the driver."""
    seen: list[Statement] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        told = {name: _told(value) for name, value in values.items()} if isinstance(values, dict) else _all_told(values)
        seen.append((statement, told))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        facts.load_facts(conn, keys, on=day)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return seen


def _rows(conn: Connection, case_id: str) -> list[Statement]:
    """The case's own row, and every row that its second step wrote or took away, each as a statement."""
    mark = "?" if conn.dialect.paramstyle == "qmark" else "%s"
    found = [_inserted(conn, t.cases, case_id)[0]]
    found.append((f"update cases set state = {mark}, rev = rev + 1 where case_id = {mark}", [_STATE, CASE]))  # noqa: S608
    cleared = (t.subscriptions, t.arrears_board, t.undo_points)
    found += [(f"delete from {table.name} where case_id = {mark}", [CASE]) for table in cleared]  # noqa: S608 - our own names
    for table in _WRITTEN:
        found += _inserted(conn, table, case_id)
    return found


def _inserted(conn: Connection, table: Table, case_id: str) -> list[Statement]:
    """Inserts of the table's rows of this case's second step, with the case and the letter left open."""
    statement = select(table).where(table.c.case_id == case_id)
    if "step_no" in table.c and table is not t.cases:
        statement = statement.where(table.c.step_no == 2)
    if table is t.audit_events:
        statement = statement.where(table.c.kind == "case.wake")
    insert, names, binders = insert_of(table, conn.dialect)
    found = []
    for row in conn.execute(statement):
        values = {name: _bound(binders, name, value) for name, value in row._asdict().items()}
        values |= {name: LETTER for name in ("letter_id",) if name in values}
        values |= {name: f"once/{CASE}" for name in ("number", "once_key") if table is t.cases}
        plain = [value.replace(case_id, CASE) if isinstance(value, str) else value for value in values.values()]
        found.append(_numbered(insert, names, plain) if table is t.audit_events else (insert, plain))
    return found


def _numbered(insert: str, names: list[str], values: list[Any]) -> Statement:
    """Without the running number, which the database gives."""
    place = names.index("event_id")
    shorter = insert.replace("event_id, ", "", 1).replace("?, ", "", 1).replace("%s, ", "", 1)
    return shorter, values[:place] + values[place + 1 :]


def _bound(binders: dict[str, Any], name: str, value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return _STATE  # of which the library's own text takes the place
    return _told(binders[name](value) if name in binders and value is not None else value)


def _all_told(values: Any) -> list[Any]:
    return [_told(value) for value in values]


def _told(value: Any) -> Any:
    """A value as both processes write it: days and instants as text, which every column takes."""
    return value.isoformat() if isinstance(value, date | datetime) else value


@contextmanager
def _copy(database: Database, folder: str) -> Iterator[dict[str, str]]:
    """Where the reference reads and writes: a copy of the file, or tables of its own beside the registers."""
    url = make_url(database.url)
    if database.is_sqlite:
        path = f"{folder}/stock.db"
        with database.engine.connect() as conn:
            conn.exec_driver_sql("rollback")
            conn.exec_driver_sql("vacuum into ?", (path,))
        yield {"file": path}
        return
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    names = [table.name for table in (t.cases, t.undo_points, *_WRITTEN)]
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute(f"create schema {_SCHEMA}")
        for name in names:
            conn.execute(f"create table {_SCHEMA}.{name} (like public.{name} including all)".encode())
    try:
        yield {"address": address, "schema": _SCHEMA}
    finally:
        with psycopg.connect(address, autocommit=True) as conn:
            conn.execute(f"drop schema {_SCHEMA} cascade")
