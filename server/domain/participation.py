"""Claims in another's execution (交付要求・参加差押) and in a bankruptcy: National Tax Collection Act arts. 82, 86."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from server.domain.calendar import months_after, start_instant
from server.domain.seizure import Kind
from server.domain.values import Values


class Rank(StrEnum):
    """As what an instalment takes part."""

    ESTATE = "ESTATE"  # 財団債権: Bankruptcy Act art. 148(1)(iii)
    PRIORITY = "PRIORITY"  # 優先的破産債権: art. 98(1)
    ORDINARY = "ORDINARY"  # outside a bankruptcy


def rank_of(due_on: date, began_on: date | None, values: Values) -> Rank:
    """The rank of an instalment due on `due_on` in a bankruptcy begun on `began_on` (None: no bankruptcy).

    What was not due yet when it began, or due within the months before (破産法148条1項3号), is paid out of the estate
    before all others. Raises `value_missing`.
    """
    if began_on is None:
        return Rank.ORDINARY
    months = values.integer("participation.estate_months", began_on)
    return Rank.ESTATE if began_on <= months_after(due_on, months) else Rank.PRIORITY


def may_file(period_end: date, day: date) -> bool:
    """Whether a claim can still be filed on `day`: the end of the period knows no extension."""
    return day <= period_end


PARTICIPATED = frozenset({Kind.REAL_ESTATE, Kind.MOVABLE})
"""What is participated in (art. 86(1)); a claim is seized once more instead."""


def effect_at(kind: Kind, body: datetime, debtor: datetime | None, registered_on: date | None) -> datetime:
    """From when a participation is a seizure once the first one was lifted (art. 87(1)).

    A movable: when the participation reached the executing body. Real estate: when its notice was served on the debtor,
    or when it was registered, if that was earlier; a day of registration without an hour counts from its beginning.
    """
    if kind is not Kind.REAL_ESTATE:
        return body
    known = [at for at in (debtor, None if registered_on is None else start_instant(registered_on)) if at is not None]
    return min(known, default=body)


def alarm_due(period_end: date, today: date, first: date, *, given: int) -> int | None:
    """Which alarm of a claim period that nobody has kept yet is due: 1 from `first` on, 2 on its last day, 3 behind it.

    `given` how many were; None when none is due. The end knows no extension (art. 82): a missed one is no share.
    """
    due = 3 if today > period_end else 2 if today == period_end else 1 if today >= first else 0
    return due if due > given else None
