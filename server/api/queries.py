"""Filters in an address (絞り込み): each one known, given once, with a value that exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from server.casework.views.inbox import ASSIGNEES, DUE, STATES, InboxQuery
from server.casework.views.inbox import PAGE as PAGE_SIZE
from server.casework.views.words import TABS
from server.domain.refusals import Refused
from server.domain.roles import ROLES
from server.store.case_list import CaseListQuery

__all__ = ["CASES", "HISTORY", "PAGE_SIZE", "TASKS", "Filter", "Filters", "case_query", "inbox_query", "read"]

LONGEST = 80
LONGEST_CURSOR = 400
MOST = 200
"""The most rows of one page of cases or events."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: a text, one of `choices`, a `day`, or a whole number from `low` to `high`."""

    told: str = ""
    choices: tuple[str, ...] = ()
    day: bool = False
    low: int | None = None
    high: int | None = None
    longest: int = LONGEST

    def read(self, text: str) -> str | int | date | None:
        """The value that `text` means, None for nothing; raises ValueError for what it cannot have."""
        if self.low is not None and self.high is not None:
            if re.fullmatch("[0-9]{1,9}", text) is None or not self.low <= int(text) <= self.high:
                raise ValueError(text)
            return int(text)
        if text == "":
            return None
        if self.choices and text not in self.choices:
            raise ValueError(text)
        if self.day:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
                raise ValueError(text)
            return date.fromisoformat(text)
        if len(text) > self.longest or any(ord(sign) < 0x20 or ord(sign) == 0x7F for sign in text):
            raise ValueError(text)
        return text

    def parameter(self, name: str) -> dict[str, Any]:
        """The filter as OpenAPI describes it."""
        told = {"description": self.told} if self.told else {}
        return {"name": name, "in": "query", "required": False, **told, "schema": self._schema()}

    def _schema(self) -> dict[str, Any]:
        if self.low is not None:
            return {"type": "integer", "minimum": self.low, "maximum": self.high}
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        if self.day:
            return {"type": "string", "format": "date"}
        return {"type": "string", "maxLength": self.longest, "pattern": r"^[^\u0000-\u001f\u007f]*$"}


Filters = Mapping[str, Filter]

AFTER = Filter("続き: 前の答えの next / the `next` of the page before", longest=LONGEST_CURSOR)
TASKS: Filters = {
    "tab": Filter("受信箱の見出し", choices=tuple(TABS)),
    "assignee": Filter("担当", choices=ASSIGNEES),
    "due": Filter("期限", choices=DUE),
    "procedure": Filter("手続 (slug)"),
    "element": Filter("工程 (id)"),
    "role": Filter("役割", choices=tuple(sorted(ROLES))),
    "office": Filter("所属"),
    "person": Filter("担当者のID"),
    "due_from": Filter("期限がこの日以後", day=True),
    "due_to": Filter("期限がこの日以前", day=True),
    "received_from": Filter("受付日がこの日以後", day=True),
    "received_to": Filter("受付日がこの日以前", day=True),
    "state": Filter("状態", choices=STATES),
    "kana": Filter("カナの始まり"),
    "number": Filter("受付番号の始まり"),
    "page": Filter("何枚目か; not together with `after`", low=1, high=99_999),
    "after": AFTER,
    "limit": Filter("一度に返す数", low=1, high=PAGE_SIZE),
}
CASES: Filters = {
    "procedure": Filter("手続 (slug)"),
    "status": Filter("状態", choices=("active", "completed", "cancelled")),
    "office": Filter("所属"),
    "number": Filter("受付番号の始まり"),
    "kana": Filter("カナの始まり"),
    "household_key": Filter("世帯番号"),
    "person_key": Filter("宛名番号"),
    "received_from": Filter("受付日がこの日以後", day=True),
    "received_to": Filter("受付日がこの日以前", day=True),
    "after": AFTER,
    "limit": Filter("一度に返す数", low=1, high=MOST),
}
HISTORY: Filters = {
    "after": Filter("続き: 前の答えの next / the `next` of the page before", low=0, high=999_999_999),
    "limit": Filter("一度に返す数", low=1, high=MOST),
}


def read(arguments: MultiDict[str, str], filters: Filters) -> dict[str, Any]:
    """The filters that are given, with their values; raises `Refused("query_invalid")` that names the filter."""
    found = {}
    for name, values in arguments.lists():
        try:
            (text,) = values
            value = filters[name].read(text)
        except (KeyError, ValueError) as fault:
            raise Refused("query_invalid", at_field=name[:LONGEST], name=name[:LONGEST]) from fault
        if value is not None:
            found[name] = value
    return found


def inbox_query(arguments: MultiDict[str, str]) -> tuple[InboxQuery, str | None]:
    """The query behind an address of the inbox, and the cursor behind which it goes on."""
    given = read(arguments, TASKS)
    if "page" in given and "after" in given:
        raise Refused("query_invalid", at_field="page", name="page")
    after, size = given.pop("after", None), given.pop("limit", PAGE_SIZE)
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    return InboxQuery(**said, size=size), after  # type: ignore[arg-type] # each of the kind that TASKS says


def case_query(arguments: MultiDict[str, str]) -> tuple[CaseListQuery, str | None, int]:
    """The query behind an address of the list of cases: its filters, where it goes on, how many rows."""
    given = read(arguments, CASES)
    after, limit = given.pop("after", None), given.pop("limit", PAGE_SIZE)
    return CaseListQuery(**given), after, limit
