"""`bench inbox`: the inbox of a large city under every filter and every pair of them, first and last page.

Each page goes through the server's own app (routing, session, rights, rendering), by two people: a clerk of one ward
and the head of the section, who sees all wards. The reference is the listing that one would write first: tasks joined
with their cases and sorted, without the index and the copied columns; its page and count alone, nothing drawn.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path
from statistics import fmean
from time import perf_counter, process_time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from server.app import assemble as app_of
from server.bench import throw_away
from server.bench.inbox_city import CLERKS, WARDS, Size, clerk_ids, fill
from server.bench.inbox_reference import reference_ms
from server.bench.measured import Measured, Wish, percentile
from server.casework.callers import Caller
from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.saved_searches import save_search
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.cli.demo_city.staff import ASKED, ISSUED, PASSWORD, put_offices, put_staff
from server.cli.tools import operator_caller
from server.clock import Clock
from server.domain.actors import Actor
from server.exchange.values_files import default_directories
from server.exchange.values_files import load_values as read_values
from server.keys import Keys
from server.store import procedures, users
from server.store.database import Database
from server.store.users import NewUser
from server.wiring import assemble

WARD_CLERK, SECTION_HEAD = "okamura", "sakai"
TREE = Path(__file__).resolve().parents[2]
_CASES, _SHARE = 300_000, 6  # one case of six waits at a task
_LAST = "99999"
_KEYS = Keys((b"n" * 32,), (b"u" * 32,), (b"s" * 32,))


@dataclass
class _Counter:
    """SQL of one request: how many statements, how long in the database."""

    statements: int = 0
    seconds: float = 0.0
    started: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Act:
    """One page: by whom, under which filters, milliseconds in all, of processor, in the database; statements."""

    who: str
    filters: Mapping[str, str]
    last_page: bool
    ms: float
    cpu_ms: float
    sql_ms: float
    statements: int


def measure(wish: Wish) -> Measured:
    """The mean time of one page in milliseconds. Raises `ValueError` for a database in which cases stand already."""
    size = Size(wish.size or _CASES, max(1, (wish.size or _CASES) // _SHARE))
    with _database(wish.database) as database, tempfile.TemporaryDirectory() as folder:
        services = assemble(database, _KEYS, data=Path(folder), tree=TREE, clock=Clock(), demo=True)
        begun = perf_counter()
        _city(services, size)
        made = perf_counter() - begun
        day = services.clock.business_day()
        saved = _save(services)
        asked = [*_asked(day), {"search": saved, **_SAVED}]
        acts = _rounds(services, asked, wish.seconds)
        reference = reference_ms(database, asked, day)
    return _measured(acts, reference, size, made, database)


# ---- the city -------------------------------------------------------------------------------------


@contextmanager
def _database(asked: str | None) -> Iterator[Database]:
    """The database asked for, brought up to date; without an address one that is thrown away."""
    if asked == "postgres":
        with throw_away.running() as server:
            if server is None:
                raise ValueError("no PostgreSQL: install Debian's postgresql")
            server.run("CREATE DATABASE bench_inbox")
            yield from _opened(server.url("bench_inbox"))
        return
    if asked:
        yield from _opened(asked)
        return
    folder = tempfile.mkdtemp(prefix="kokuho_bench_")
    try:
        yield from _opened(f"sqlite:///{folder}/bench.db")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url, durable=False)
    try:
        database.upgrade()
        yield database
    finally:
        database.dispose()


def _city(services: Services, size: Size) -> None:
    """Values, offices, staff and clerks, then the cases."""
    with services.database.read() as conn:
        if conn.execute(text("SELECT count(*) FROM (SELECT 1 FROM cases LIMIT 1) AS one")).scalar_one():
            raise ValueError("cases stand in this database already: give an empty one")
    day = services.clock.business_day()
    load_values(services, operator_caller(), read_values(default_directories()), origin="shipped")
    with services.database.read() as conn:
        put_offices(services, services.values(conn), day)
    put_staff(services, day)
    deploy_procedure(services, operator_caller(), TREE, "enrolment", title="資格取得(加入)", findings=())
    actor = Actor(ISSUED, "計測の準備", "hq")
    with unit_of_work(services, actor) as uow:
        for number, user_id in enumerate(clerk_ids()):
            place = WARDS[number % len(WARDS)]
            names = (f"担当 {number:03d}", f"タントウ {number:03d}", place, "permanent", "窓口担当")
            new = NewUser(user_id, f"9{number:04d}", *names, day, None, ASKED, pledged_on=day, trained_on=day)
            users.issue_user(uow, new)
        uow.audit("user.issue", object_kind="user", object_key="all")
    with services.database.read() as conn:
        hash_ = procedures.versions_of(conn, "enrolment")[0].hash
    fill(services.database, size, hash_, day)


_SAVED = {"procedure": "enrolment", "assignee": "free_or_mine", "due": "week"}


def _save(services: Services) -> str:
    """A saved search for each of the two; the id of the ward clerk's."""
    ids = {
        who: save_search(services, Caller(who, who, "chuo", "", "", ()), "今週の加入", _SAVED)
        for who in (WARD_CLERK, SECTION_HEAD)
    }
    return ids[WARD_CLERK]


def _asked(day: date) -> list[dict[str, str]]:
    """Each filter alone, then every pair of two different ones."""
    single: dict[str, dict[str, str]] = {
        "procedure": {"procedure": "enrolment"},
        "element": {"element": "check"},
        "assignee": {"assignee": "free_or_mine"},
        "person": {"person": "タントウ 00"},
        "due": {"due": "soon"},
        "due range": {"due_from": day.isoformat(), "due_to": (day + timedelta(days=10)).isoformat()},
        "received range": {
            "received_from": (day - timedelta(days=20)).isoformat(),
            "received_to": (day - timedelta(days=5)).isoformat(),
        },
        "state": {"state": "work"},
        "put off": {"state": "hold"},
        "kana": {"kana": "タナ"},
        "number": {"number": "R8-2"},
        "role": {"role": "counter"},
        "office": {"office": "chuo"},
    }
    pairs = [{**single[a], **single[b]} for a, b in combinations(single, 2) if {a, b} != {"state", "put off"}]
    return [{}, *single.values(), *pairs]


# ---- measuring ------------------------------------------------------------------------------------


def _rounds(services: Services, asked: Sequence[Mapping[str, str]], seconds: float) -> list[_Act]:
    """All pages once, and again while there is time; a first round warms up."""
    app = app_of(services, secrets=_KEYS.session, secure_cookies=False)
    app.config["WTF_CSRF_ENABLED"] = False
    clients = {who: _logged_in(app.test_client(), who) for who in (WARD_CLERK, SECTION_HEAD)}
    acts: list[_Act] = []
    with _counted(services.database.engine) as counter:
        for who, client in clients.items():
            for filters in asked[:5]:
                _open(client, who, filters, last_page=False, counter=counter)
        end = perf_counter() + seconds
        while not acts or perf_counter() < end:
            for who, client in clients.items():
                pages = product(asked, (False, True))
                acts += [_open(client, who, filters, last_page=last, counter=counter) for filters, last in pages]
    return acts


def _logged_in(client: FlaskClient, who: str) -> FlaskClient:
    answer = client.post("/login", data={"login": who, "password": PASSWORD})
    if answer.status_code != 303:
        raise RuntimeError(f"{who} could not log in")
    return client


def _open(client: FlaskClient, who: str, filters: Mapping[str, str], *, last_page: bool, counter: _Counter) -> _Act:
    query = {"tab": "all", **filters} | ({"page": _LAST} if last_page else {})
    counter.statements, counter.seconds = 0, 0.0
    begun, worked = perf_counter(), process_time()
    answer = client.get("/inbox", query_string=query)
    ms, cpu_ms = (perf_counter() - begun) * 1000, (process_time() - worked) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{query}: {answer.status_code}")
    return _Act(who, filters, last_page, ms, cpu_ms, counter.seconds * 1000, counter.statements)


@contextmanager
def _counted(engine: Engine) -> Iterator[_Counter]:
    """Counts and times the statements of this engine; the rows are fetched outside of the time."""
    counter = _Counter()

    def before(*_: Any) -> None:
        counter.statements += 1
        counter.started.append(perf_counter())

    def after(*_: Any) -> None:
        counter.seconds += perf_counter() - counter.started.pop()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield counter
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _measured(
    acts: Sequence[_Act], reference: Sequence[float], size: Size, made: float, database: Database
) -> Measured:
    ours = [act.ms for act in acts]
    slowest = max(acts, key=lambda act: act.ms)
    details = {
        "database": "SQLite" if database.is_sqlite else "PostgreSQL",
        "stock": f"{size.cases} cases, {size.open_tasks} open tasks, {CLERKS} clerks, made in {made:.0f} s",
        "pages": f"{len(acts)} pages of 50: each filter, every pair, a saved search; first and last page",
        "how": "through the server's app with session, rights and rendering (test client, no network)",
        "reference is": "tasks joined with cases, sorted by coalesce(due_on), filters on the cases' columns, without "
        "the index: page and count alone, without tabs, rights in the frame or rendering",
        "p95_ms of one ward's clerk": _p95([act.ms for act in acts if act.who == WARD_CLERK]),
        "p95_ms of the head of all wards": _p95([act.ms for act in acts if act.who == SECTION_HEAD]),
        "p95_ms first pages": _p95([act.ms for act in acts if not act.last_page]),
        "p95_ms last pages": _p95([act.ms for act in acts if act.last_page]),
        "p95_ms with two letters of the reading": _p95([act.ms for act in acts if "kana" in act.filters]),
        "p95_ms saved search": _p95([act.ms for act in acts if "search" in act.filters]),
        "p95_ms in the database alone": _p95([act.sql_ms for act in acts]),
        "mean_ms in the database alone": round(fmean(act.sql_ms for act in acts), 1),
        "p95_ms of processor in this process": _p95([act.cpu_ms for act in acts]),
        "statements per page": {
            who: sorted({act.statements for act in acts if act.who == who}) for who in (WARD_CLERK, SECTION_HEAD)
        },
        "statements note": "begin of each read view included; once a minute three more note when the session was seen",
        "slowest page": f"{slowest.ms:.0f} ms {slowest.who} {dict(slowest.filters)} last={slowest.last_page}",
    }
    mean, theirs = fmean(ours), fmean(reference)
    return Measured("inbox", mean, "ms", theirs, theirs / mean, percentile(ours, 95), details)


def _p95(times: Sequence[float]) -> float:
    return round(percentile(times, 95), 1)
