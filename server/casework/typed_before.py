"""What was written for an entry before a clerk opens it (前に書かれた内容): by the typing centre or the citizen.

The entry (`enter`) begins with it and so does the typing from scans; My Numbers in it lie sealed already.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.casework.numbers_in import NUMBERS
from server.domain.effects import JSON

ENTER, TYPED = "enter", "type_in"
_ALSO = {ENTER: (TYPED,)}
"""Whoever typed for the entry from scans has entered it, too: another person checks and decides (照合, 決裁)."""

Data = Mapping[str, Mapping[str, JSON]]


def before_of(data: Data, element: str) -> Mapping[str, JSON] | None:
    """What the first opening of `element` begins with; None where nobody wrote anything for it."""
    if element not in (ENTER, TYPED):
        return None
    if element == ENTER and TYPED in data:
        return data[TYPED]
    start = data.get("start") or {}
    application = start.get("application")
    if not isinstance(application, Mapping):
        return None
    numbers = start.get(NUMBERS)
    return {**application, **({NUMBERS: numbers} if numbers else {})}


def earlier_of(data: Data, element: str) -> Mapping[str, JSON] | None:
    """The answers of the round before, else what was written before the first: where sealed numbers are found."""
    own = data.get(element)
    return own if own is not None else before_of(data, element)


def with_typists(elements: list[str]) -> list[str]:
    """The elements and those that were typed for them."""
    return [*elements, *(also for one in elements for also in _ALSO.get(one, ()))]
