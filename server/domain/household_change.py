"""Changes of a household (異動・変更): from when they count, what lies before the last change, whose obligation ends.

Enforcement Regulations arts. 8 (name), 9 (household), 10 (address), 10-2 (head): notified within 14 days. The head of
household owes the premiums of the months in which he is head (Act art. 76).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.calendar import months_after
from server.domain.refusals import Refused

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """The days for which a change is stated: from `start`, up to the next later change (`until`, None: open)."""

    start: date
    until: date | None

    @property
    def is_insertion(self) -> bool:
        """Whether it lies before a later change of the same kind (履歴の挿入)."""
        return self.until is not None


def span_of(rows: Sequence[Row], names: Sequence[str], changed_on: date) -> tuple[Row, Span]:
    """What held on `changed_on` of dated `rows` (oldest first), and the days that the change covers.

    Rows alike in `names` count as one. Raises `Refused("change_before_record")` for a day before the first row.
    """
    held = [row for row in rows if date.fromisoformat(row["valid_from"]) <= changed_on and _holds(row, changed_on)]
    if not held:
        raise Refused("change_before_record", at_field="changed_on")
    value = _said(held[0], names)
    later = [
        date.fromisoformat(row["valid_from"])
        for row in rows
        if date.fromisoformat(row["valid_from"]) > changed_on and _said(row, names) != value
    ]
    return held[0], Span(changed_on, min(later, default=None))


def restated(rows: Iterable[Row], span: Span) -> list[tuple[Row, date, date | None]]:
    """The rows that the span meets with the days of each inside it: what else they say must stay."""
    found = []
    for row in rows:
        first, after = date.fromisoformat(row["valid_from"]), row["valid_to"]
        start = max(first, span.start)
        ends = [day for day in (None if after is None else date.fromisoformat(after), span.until) if day is not None]
        end = min(ends, default=None)
        if end is None or start < end:
            found.append((row, start, end))
    return found


def obligation_until(changed_on: date) -> str:
    """The last month, `YYYY-MM`, for which the head before the change owes: the month before. Act art. 76."""
    before = months_after(changed_on.replace(day=1), -1)
    return f"{before:%Y-%m}"


def effect_from(decided_on: date) -> date:
    """The day from which a designated head stands for the household: the first of the month of the decision."""
    return decided_on.replace(day=1)


def until_too_far(until: date, received_on: date, months: int) -> bool:
    """Whether letters would go elsewhere for longer than the city allows before it asks again."""
    return until > months_after(received_on, months)


def same_text(one: str, other: str) -> bool:
    """Whether two names or addresses are the same but for blanks."""
    return "".join(one.split()) == "".join(other.split())


def day_after(day: date) -> date:
    """The first day on which what holds until and on `day` no longer holds."""
    return day + timedelta(days=1)


def _holds(row: Row, day: date) -> bool:
    return row["valid_to"] is None or day < date.fromisoformat(row["valid_to"])


def _said(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
