"""A large city's cases and open tasks for the inbox (計測の市): made in bulk, the same for the same seed.

The rows are what the use cases leave behind; they are written straight into the tables (COPY on PostgreSQL, one
prepared statement on SQLite), because three hundred thousand cases walked one by one would take a day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from server.domain.names import search_key
from server.store.connection import Connection
from server.store.database import Database
from server.store.dialects import is_postgres
from server.store.tables.columns import instant_text

WARDS = ("chuo", "kita", "minami", "higashi", "nishi", "midori")
CLERKS = 300
_CHUNK = 20_000
_STATE = 1_500  # bytes of an open case's state, as the engine's codec writes them
_FAMILY = tuple("サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ".split())
_MORE = tuple(
    "ササキ ヤマグチ マツモト イノウエ キムラ ハヤシ シミズ サイトウ ミヤシタ ソウマ トダ アリマ オノデラ".split()
)
_GIVEN = tuple("ハルカ ケンタ ヨウコ シュン エミコ タダシ カツヤ ヒトミ シンスケ ナオコ オサム レイコ ミノル".split())
# (slug, element, name, role, weight): a spread of procedures as an office has them, most tasks in two lanes.
STEPS = (
    ("enrolment", "enter", "届出内容を入力する", "counter", 18),
    ("enrolment", "check", "届書と入力を照合する", "qualification", 14),
    ("enrolment", "receive_documents", "届いた書類を記録する", "counter", 8),
    ("enrolment", "decide", "決裁する", "approver", 3),
    ("withdrawal", "enter", "届出内容を入力する", "counter", 14),
    ("withdrawal", "check", "届書と入力を照合する", "qualification", 10),
    ("household_change", "enter", "届出内容を入力する", "counter", 9),
    ("household_change", "judge", "疑義を調べて判断する", "qualification", 4),
    ("certificate", "confirm", "再交付を確認する", "counter", 8),
    ("premium_relief", "judge", "減免を審査する", "levy", 5),
    ("serve_letter", "reason", "返戻の理由を入力する", "counter", 4),
    ("refund", "account", "口座を確認する", "counter", 3),
)
_COLUMNS = {
    "cases": "case_id number slug procedure_hash status office household_key subject_name subject_kana kana_key "
    "protected cautions channel received_on state rev step_no started_by started_at business_day changed_at "
    "closed_at".split(),
    "tasks": "task_id case_id key element path name role form office round returned status claimed_by claimed_at "
    "due_on follow_up_on opened_at closed_at closed_by properties number slug kana_key received_on due_key waiting "
    "follow_up_reason".split(),
    "drafts": "user_id draft_key answers form_hash rev session_id saved_at".split(),
    "notes": "note_id case_id kind body by_user at".split(),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large the city is: cases in all, and how many of them wait at a task."""

    cases: int
    open_tasks: int


def fill(database: Database, size: Size, procedure_hash: str, day: date, seed: int = 1) -> None:
    """Writes cases, tasks, drafts and notes of `size` around the business day `day`; the tables are empty before."""
    maker = _Maker(Random(seed), procedure_hash, day, size)  # noqa: S311 - invented people
    with database.engine.connect().execution_options(kokuho_write=True) as conn, conn.begin():
        numbers = iter(range(size.cases))
        while chunk := list(islice(numbers, _CHUNK)):
            made = [maker.case(number) for number in chunk]
            for table in _COLUMNS:
                _write(conn, table, [row for one in made for row in one.get(table, ())])
    _analyse(database)


def _write(conn: Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    names = _COLUMNS[table]
    listed = ", ".join(names)
    driver: Any = conn.connection.driver_connection
    if is_postgres(conn):
        with driver.cursor().copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    driver.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def _analyse(database: Database) -> None:
    """The planner's figures, as the database's own night work keeps them."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")


class _Maker:
    """Invents one case after the other."""

    def __init__(self, random: Random, procedure_hash: str, day: date, size: Size) -> None:
        self._random = random
        self._hash = procedure_hash
        self._day = day
        self._size = size
        self._steps = [step for step in STEPS for _ in range(step[4])]
        self._state = random.randbytes(_STATE)
        self._names = [(f, f"{f} {g}", search_key(f"{f} {g}")) for f in (*_FAMILY, *_MORE) for g in _GIVEN]

    def case(self, number: int) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of one case: open ones wait at a task, closed ones have one done."""
        random = self._random
        waits = number >= self._size.cases - self._size.open_tasks
        received = self._day - timedelta(days=random.randrange(40) if waits else random.randrange(60, 900))
        at = datetime(
            received.year, received.month, received.day, random.randrange(9), random.randrange(60), tzinfo=UTC
        )
        slug, element, name, role, _ = random.choice(self._steps)
        office = random.choice(WARDS)
        _, kana, key = random.choice(self._names)
        case = _CaseFacts(f"{number:032x}", f"R{8 if waits else 7}-{number:06d}", slug, office, kana, key, received, at)
        tasks = self._task(case, element, name, role) if waits else self._done(case, element, name, role)
        return {"cases": [self._case(case, waits)], **tasks}

    def _case(self, case: _CaseFacts, waits: bool) -> tuple[Any, ...]:
        random = self._random
        closed = None if waits else instant_text(case.at + timedelta(days=20))
        return (
            *(case.id, case.number, case.slug, self._hash, "active" if waits else "completed", case.office),
            *(f"{random.randrange(10**9):010d}", case.kana, case.kana, case.key, random.random() < 0.01),
            *("[]" if random.random() < 0.9 else '["分納中"]', random.choice(("COUNTER", "COUNTER", "POST", "EAPP"))),
            *(case.received.isoformat(), self._state if waits else None, 3, 2, "saeki", instant_text(case.at)),
            *(case.received.isoformat(), instant_text(case.at), closed),
        )

    def _task(self, case: _CaseFacts, element: str, name: str, role: str) -> dict[str, list[tuple[Any, ...]]]:
        random = self._random
        due = None if random.random() < 0.05 else self._day + timedelta(days=random.randrange(-6, 30))
        again = self._day + timedelta(days=random.randrange(-2, 10)) if random.random() < 0.03 else None
        holder = f"clerk{random.randrange(CLERKS):03d}" if random.random() < 0.35 else None
        waiting = element == "receive_documents"
        properties = {"act": "進める"} | ({"waiting": "yes"} if waiting else {})
        task_id = f"{case.number}-task"
        row = (
            *(task_id, case.id, "k1", element, "", name, role, f"{case.slug}/{element}", case.office, 1),
            *(random.random() < 0.04, "open", holder, None if holder is None else instant_text(case.at)),
            *(_iso(due), _iso(again), instant_text(case.at), None, None, json.dumps(properties, ensure_ascii=False)),
            *(case.number, case.slug, case.key, case.received.isoformat(), _iso(due) or "9999-12-31", waiting),
            *("本人から電話を待つ" if again else None,),
        )
        made: dict[str, list[tuple[Any, ...]]] = {"tasks": [row]}
        if holder and random.random() < 0.1:
            made["drafts"] = [(holder, f"task:{task_id}", "{}", "x/1", 1, "s", instant_text(case.at))]
        if random.random() < 0.1:
            made["notes"] = [(f"n{case.number}", case.id, "note", "折り返し待ち", "saeki", instant_text(case.at))]
        return made

    def _done(self, case: _CaseFacts, element: str, name: str, role: str) -> dict[str, list[tuple[Any, ...]]]:
        closed = instant_text(case.at + timedelta(days=20))
        row = (
            *(f"{case.number}-task", case.id, "k1", element, "", name, role, f"{case.slug}/{element}", case.office, 1),
            *(False, "done", "saeki", instant_text(case.at), None, None, instant_text(case.at), closed, "saeki", "{}"),
            *(case.number, case.slug, case.key, case.received.isoformat(), "9999-12-31", False, None),
        )
        return {"tasks": [row]}


@dataclass(frozen=True, slots=True)
class _CaseFacts:
    id: str
    number: str
    slug: str
    office: str
    kana: str
    key: str
    received: date
    at: datetime


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def clerk_ids() -> Iterator[str]:
    """The IDs of the 300 clerks who hold a third of the tasks."""
    return (f"clerk{number:03d}" for number in range(CLERKS))
