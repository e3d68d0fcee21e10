"""Clerks who enrol households at the same time (窓口の人々): every write under a key, sent until answered."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Any

from server.cli.demo_city.cases import check_answers, entry_answers, identity_answers, start_answers
from tests.kills.city import Enrolling

_GROUND = "left_employee_insurance"
_PATIENCE = 150.0  # seconds until a request that nobody answers is a failure
_AGAIN = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Accepted:
    """One write the server said yes to: which case, which element (`start` for the beginning)."""

    case_id: str
    element: str


@dataclass
class Record:
    """What all clients were told: accepted writes, finished cases by household, what went wrong, how often repeated."""

    accepted: list[Accepted] = field(default_factory=list)
    cases: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    repeated: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client(threading.Thread):
    """One client: takes a household, walks its case from the counter to the decision, takes the next."""

    def __init__(self, city: Enrolling, port: int, waiting: Queue[Mapping[str, Any]], record: Record) -> None:
        super().__init__(daemon=True)
        self._city = city
        self._port = port
        self._waiting = waiting
        self._record = record
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while True:
            try:
                household = self._waiting.get_nowait()
            except Empty:
                return
            try:
                self._enrol(household)
            except Exception as fault:  # noqa: BLE001 - told in the test's own thread
                with self._record.lock:
                    self._record.faults.append(f"{household['household_key']}: {type(fault).__name__}: {fault}")

    def _enrol(self, household: Mapping[str, Any]) -> None:
        self._connection = None  # another household, another browser: connections spread over the processes
        key, day = str(household["household_key"]), self._city.services.clock.business_day()
        start = {"procedure": "enrolment", "data": start_answers(household, _GROUND, day)}
        begun = self._write("saeki", "/cases", f"{key}:start", start)
        case_id = str(begun["case_id"])
        with self._record.lock:
            self._record.cases[key] = case_id
            self._record.numbers.append(str(begun["number"]))
        self._told(case_id, "start")
        self._complete("saeki", case_id, key, "check_identity", identity_answers())
        self._complete("saeki", case_id, key, "enter", entry_answers(household, _GROUND, day, waits=False))
        done = self._complete("okamura", case_id, key, "check", check_answers(len(household["members"])))
        if done["status"] != "completed":
            raise AssertionError(f"the case stands at {done}")

    def _complete(self, who: str, case_id: str, key: str, element: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        seen = self._read(who, f"/cases/{case_id}")
        (task,) = [task for task in seen["open_tasks"] if task["element"] == element]
        path = f"/tasks/{task['task_id']}/complete"
        done = self._write(who, path, f"{key}:{element}", {"answers": answers})
        self._told(case_id, element)
        return done

    def _told(self, case_id: str, element: str) -> None:
        with self._record.lock:
            self._record.accepted.append(Accepted(case_id, element))

    def _write(self, who: str, path: str, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._ask("POST", who, path, {"Idempotency-Key": key, "Content-Type": "application/json"}, body)

    def _read(self, who: str, path: str) -> dict[str, Any]:
        return self._ask("GET", who, path, {}, None)

    def _ask(
        self, method: str, who: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Asks until somebody answers; a broken connection and a server that is not there are no answer."""
        end = time.monotonic() + _PATIENCE
        sent = None if body is None else json.dumps(body).encode()
        while True:
            try:
                status, said = self._once(method, who, path, headers, sent)
            except (OSError, http.client.HTTPException) as fault:
                status, said = 0, {"fault": repr(fault)}
                self._connection = None
            if 200 <= status < 300:
                return said
            code = said.get("code", "")
            if status not in _AGAIN and status != 0 and code != "too_busy":
                raise AssertionError(f"{method} {path}: {status} {said}")
            if status in _AGAIN:
                with self._record.lock:
                    self._record.faults.append(f"{method} {path}: {status} {said}")
            if time.monotonic() > end:
                raise AssertionError(f"{method} {path}: nobody answered for {_PATIENCE} s: {said}")
            with self._record.lock:
                self._record.repeated += 1
            time.sleep(0.1)

    def _once(
        self, method: str, who: str, path: str, headers: Mapping[str, str], sent: bytes | None
    ) -> tuple[int, dict[str, Any]]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        token = {"Authorization": f"Bearer {self._city.tokens[who]}"}
        self._connection.request(method, f"/api/v1{path}", body=sent, headers={**headers, **token})
        answer = self._connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        return answer.status, said
