"""Filters of the inbox in an address (絞り込み): each one known, given once, with a value that exists."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from server.casework.views.inbox import ASSIGNEES, DUE, InboxQuery
from server.casework.views.words import TABS
from server.domain.refusals import Refused

CHOICES = {"tab": tuple(TABS), "assignee": ASSIGNEES, "due": DUE}
"""Filters with a fixed choice, and what may be chosen."""

TEXTS = ("procedure", "element", "kana", "number")
PAGE = "page"
FILTERS = (*CHOICES, *TEXTS, PAGE)
_LONGEST = 80


def inbox_query(arguments: MultiDict[str, str]) -> InboxQuery:
    """The query behind an address; raises `Refused("query_invalid")` that names the filter."""
    for name, values in arguments.lists():
        if name not in FILTERS or len(values) != 1 or not _may_be(name, values[0]):
            raise Refused("query_invalid", at_field=name[:_LONGEST], name=name[:_LONGEST])
    given: dict[str, Any] = {name: arguments[name] for name in arguments if name != PAGE and arguments[name]}
    return replace(InboxQuery(page=int(arguments.get(PAGE, "1"))), **given)


def _may_be(name: str, value: str) -> bool:
    """Whether the filter can have this value; an empty one is no filter."""
    if name == PAGE:
        return re.fullmatch("[1-9][0-9]{0,4}", value) is not None
    if name in CHOICES:
        return value in CHOICES[name] or (value == "" and name != "tab")
    return len(value) <= _LONGEST and not any(ord(sign) < 0x20 for sign in value)
