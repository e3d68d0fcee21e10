"""What is asked of the inbox (受信箱の条件): the filters as an address names them, and as the store takes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from server.casework.callers import Caller
from server.domain.calendar import Calendar
from server.domain.effects import JSON
from server.domain.refusals import FieldError, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.store.inbox import Holder, State
from server.store.inbox import InboxQuery as Asked

PAGE = 50
SOON_OPEN_DAYS = 3
CHECK = "check"
ASSIGNEES = ("mine", "free", "free_or_mine", "others")
DUE = ("overdue", "today", "soon", "week")
STATES = ("open", "work", "wait", "back", "hold")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What is asked, each or nothing: `tab` of `words.TABS`, `assignee` of ASSIGNEES, `due` of DUE, `state` of STATES.

    Days are as typed (令和 or ISO), inclusive; `page` counts from 1; `search` is the saved search one came by.
    """

    tab: str = "all"
    procedure: str = ""
    element: str = ""
    role: str = ""
    office: str = ""
    assignee: str = ""
    person: str = ""
    due: str = ""
    due_from: str = ""
    due_to: str = ""
    received_from: str = ""
    received_to: str = ""
    state: str = ""
    kana: str = ""
    number: str = ""
    search: str = ""
    page: int = 1
    size: int = PAGE

    @classmethod
    def of(cls, said: Mapping[str, JSON]) -> InboxQuery:
        """The query of names and texts; names nobody knows (of an earlier version) are left out."""
        given: dict[str, Any] = {name: str(said[name])[:_LONGEST] for name in FILTERS if said.get(name)}
        return cls(**given)

    def said(self) -> dict[str, str]:
        """The filters that narrow, by name: what a saved search keeps."""
        plain = InboxQuery()
        return {name: value for name in FILTERS if (value := getattr(self, name)) != getattr(plain, name)}


FILTERS = tuple(one.name for one in dataclasses.fields(InboxQuery) if one.name not in ("search", "page", "size"))
"""All that narrows: what stands in an address and in a saved search."""


def tab_of(tab: str, caller: Caller, day: date) -> Asked:
    """A tab alone: the choices of its filters do not vanish by being chosen."""
    return Asked(
        user_id=caller.user_id,
        holder="mine" if tab == "mine" else "any",
        element=CHECK if tab == CHECK else None,
        overdue_on=day if tab == "overdue" else None,
        returned=tab == "returned",
        follow_up_by=day if tab == "follow_up" else None,
        shown_on=day,
    )


def asked(query: InboxQuery, caller: Caller, day: date, calendar: Calendar) -> tuple[Asked, tuple[FieldError, ...]]:
    """Tab and filters as the store asks them, a filter within a tab narrows it; and what cannot be read."""
    tab = tab_of(query.tab, caller, day)
    days, wrong = _days(query)
    last = {
        "today": day,
        "soon": calendar.add_open_days(day, SOON_OPEN_DAYS),
        "week": day + timedelta(days=6 - day.weekday()),
    }
    named = last.get(query.due)
    due_by = min((one for one in (named, days["due_to"]) if one is not None), default=None)
    number = query.number.strip() or None
    found = replace(
        tab,
        holder=tab.holder if tab.holder == "mine" else _holder(query.assignee),
        person=query.person or None,
        slug=query.procedure or None,
        element=tab.element or query.element or None,
        role=query.role or None,
        office=query.office or None,
        due_from=days["due_from"],
        due_by=due_by,
        overdue_on=day if query.due == "overdue" else tab.overdue_on,
        received_from=days["received_from"],
        received_by=days["received_to"],
        state=cast("State", query.state) if query.state in STATES[:-1] else None,
        kana=query.kana.strip() or None,
        number=number,
        # What is put off (再確認日) is seen on its day, by asking for it, and by its number.
        shown_on=None if query.state == "hold" or number else day,
        put_off_on=day if query.state == "hold" else None,
        seen=caller.scope(Function.PROTECTED_VIEW, day),
    )
    return found, wrong


def _holder(assignee: str) -> Holder:
    return cast("Holder", assignee) if assignee in ASSIGNEES else "any"


def _days(query: InboxQuery) -> tuple[dict[str, date | None], tuple[FieldError, ...]]:
    """The days that were typed, and what is wrong with the others."""
    found: dict[str, date | None] = {}
    wrong = []
    for name in ("due_from", "due_to", "received_from", "received_to"):
        text = getattr(query, name).strip()
        found[name] = None
        try:
            found[name] = parse_date(text) if text else None
        except Refused as refusal:
            wrong.append(FieldError(name, refusal.code, refusal.params))
    return found, tuple(wrong)
