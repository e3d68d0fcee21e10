"""Every address that shows something (宛先の総当たり): the program's own routes, with ids and filters put in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from werkzeug.routing import Rule

from server.store import tables as t

if TYPE_CHECKING:
    from tests.review.matrix_city import Matrix

FILES = {"static", "vendor.file"}
# What ends or begins a session, or moves the clock, would end the walk.
LEFT_OUT = {"own.log_out", "own.enter", "own.log_in", "own.new_password", "own.set_clock", "own.move_clock"}


@dataclass(frozen=True)
class Address:
    """One call: `room` is the part of the program it belongs to, by which its rights are known."""

    method: str
    path: str
    room: str
    api: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None
    is_list: bool = False

    def said(self) -> str:
        """All that the caller says himself, and may be repeated to him."""
        return " ".join([self.path, *self.query.values(), *map(str, (self.data or {}).values())])

    def __str__(self) -> str:
        return f"{self.method} {'api ' if self.api else ''}{self.path} {dict(self.query)}"


def addresses(matrix: Matrix) -> Iterator[Address]:
    """All of them: each route with every id, each list with filters that name people, and what is sent to look."""
    pools = _pools(matrix)
    for rule in matrix.app.url_map.iter_rules():
        if rule.endpoint in FILES | LEFT_OUT or "GET" not in (rule.methods or ()):
            continue
        yield from _of_rule(matrix, rule, pools)
    yield from _filtered(matrix)
    yield from _sent(pools)


def _pools(matrix: Matrix) -> dict[str, list[str]]:
    from tests.review.matrix_city import ids_of

    keys = [family.numbers[-1] for family in matrix.families.values() if family.numbers]
    households = [number for family in matrix.families.values() for number in family.numbers if len(number) == 10]
    return {
        **ids_of(matrix),
        "key": [*households, *keys],
        "slug": ["enrolment"],
        "day": ["2026-11-18"],
        "lang": ["ja", "en"],
        "code": ["0000011"],
        "kind": ["task"],
        "version_hash": ["0" * 64],
        "target": ["enrolment"],
        "deputy_id": ["0" * 32],
        "work_id": ["0" * 32],
        "batch_id": ["0" * 32],
        "draft_id": ["0" * 32],
        "move_id": ["0" * 32],
        "file_id": ["0" * 32],
        "assessment_no": ["2026-000001"],
        "number": _column(matrix, "number", "mail_labels"),
    }


def unknown_parts(matrix: Matrix) -> set[str]:
    """Names of parts of addresses for which neither a pool nor a table has anything."""
    pools = _pools(matrix)
    names = {name for rule in matrix.app.url_map.iter_rules() for name in rule.arguments}
    return {name for name in names - {"filename", "digest", "name"} if not _filled(matrix, pools, name)}


def _filled(matrix: Matrix, pools: Mapping[str, list[str]], name: str) -> list[str]:
    """What may stand there: what the pool says, else the keys of that name in any table, at most a few."""
    return pools[name] if name in pools else _column(matrix, name)


def _column(matrix: Matrix, name: str, of: str | None = None) -> list[str]:
    """The values of a key column of that name, of one table or of whichever has it."""
    with matrix.city.database.read() as conn:
        for table in t.METADATA.sorted_tables:
            wanted = of is None or table.name == of
            if wanted and name in table.c and (table.c[name].primary_key or of is not None):
                found: list[object] = list(conn.scalars(select(table.c[name]).distinct().limit(6)))
                return [str(one) for one in found]
    return []


def _of_rule(matrix: Matrix, rule: Rule, pools: Mapping[str, list[str]]) -> Iterator[Address]:
    api = rule.endpoint.startswith("api.")
    names = sorted(rule.arguments)
    for values in itertools.product(*(_filled(matrix, pools, name) or ["0" * 32] for name in names)):
        path = rule.rule.removeprefix("/api/v1") if api else rule.rule
        for name, value in zip(names, values, strict=True):
            path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
        room = path.split("/")[1] if api else rule.endpoint.partition(".")[0]
        yield Address("GET", path, room, api, is_list=not names)


def _filtered(matrix: Matrix) -> Iterator[Address]:
    """Lists and searches that are asked for somebody by name, reading, number, telephone."""
    for family in matrix.families.values():
        kana = next((word for word in family.words if word >= "ァ" and "　" in word), family.words[0])
        for text in (*family.words, *family.numbers, *family.case_numbers, kana[:3]):
            yield Address("GET", "/search", "search", query={"q": text})
        for text in (kana, kana[:2]):
            yield Address("GET", "/inbox", "inbox", query={"kana": text, "tab": "all"})
            for path in ("/tasks", "/cases"):
                yield Address("GET", path, path[1:], True, {"kana": text})
        for number in family.case_numbers:
            yield Address("GET", "/inbox", "inbox", query={"number": number})
            for path in ("/tasks", "/cases"):
                yield Address("GET", path, path[1:], True, {"number": number})
        for number in family.numbers:
            yield Address("GET", "/cases", "cases", True, {"household_key": number})
            yield Address("GET", "/cases", "cases", True, {"person_key": number})
            yield Address("GET", "/start/enrolment", "start", query={"household": number})
            yield Address("GET", "/start/enrolment", "start", query={"household_key": number})
    for tab in ("mine", "check", "overdue", "returned"):
        yield Address("GET", "/inbox", "inbox", query={"tab": tab})
        yield Address("GET", "/tasks", "tasks", True, {"tab": tab})
    for status in ("rendered", "held", "issued", "released"):
        yield Address("GET", "/letters", "letters", query={"status": status})


def _sent(pools: Mapping[str, list[str]]) -> Iterator[Address]:
    """What is posted and answers with a page: refused in words, or asked again."""
    for key in pools["key"]:
        yield Address("POST", f"/households/{key}/address", "households", data={})
    for case_id in pools["case_id"]:
        yield Address("POST", f"/cases/{case_id}/note", "cases", data={"body": ""})
        yield Address("POST", f"/cases/{case_id}/documents", "cases", data={"kind": "x"})
        yield Address("POST", f"/cases/{case_id}/documents", "cases", True, data={"kind": "x"})
    for letter_id in pools["letter_id"]:
        yield Address("POST", f"/letters/{letter_id}/reprint", "letters", data={"reason": ""})
        yield Address("POST", f"/letters/{letter_id}/reissue", "letters", data={"reason": ""})
    for task_id in pools["task_id"]:
        yield Address("POST", f"/tasks/{task_id}", "tasks", data={"_act": "complete"})
        yield Address("POST", f"/tasks/{task_id}/draft", "tasks", data={"remarks": "x"})
        yield Address("POST", "/inbox/bulk", "inbox", data={"task": task_id, "_act": "claim"})
        yield Address("POST", "/inbox/bulk", "inbox", data={"task": task_id, "_act": "release"})
        yield Address("GET", "/inbox/assign", "inbox", query={"task": task_id})
        yield Address("POST", f"/tasks/{task_id}/complete", "tasks", True, data={"answers": {}})
    for incident_id in pools["incident_id"]:
        yield Address("POST", f"/incidents/{incident_id}/close", "incidents", data={"reason": ""})
