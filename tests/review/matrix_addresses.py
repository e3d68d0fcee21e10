"""Every address that shows something (宛先の総当たり): the program's own routes, with ids and filters put in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.routing import Rule

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
        yield from _of_rule(rule, pools)
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
    }


def _of_rule(rule: Rule, pools: Mapping[str, list[str]]) -> Iterator[Address]:
    api = rule.endpoint.startswith("api.")
    names = sorted(rule.arguments)
    unknown = [name for name in names if name not in pools]
    assert not unknown, f"{rule.rule}: no pool for {unknown}; say in `_pools` what may stand there"
    for values in itertools.product(*(pools[name] for name in names)):
        path = rule.rule.removeprefix("/api/v1") if api else rule.rule
        for name, value in zip(names, values, strict=True):
            path = path.replace(f"<{name}>", value)
        if "<" in path:  # a converter before the name
            continue
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
