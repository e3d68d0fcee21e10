"""Claims in another's execution (交付要求・参加差押) and in a bankruptcy: National Tax Collection Act arts. 82, 86."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from server.domain.calendar import months_after

_MONTHS = 12


class Rank(StrEnum):
    """As what an instalment takes part."""

    ESTATE = "ESTATE"  # 財団債権: Bankruptcy Act art. 148(1)(iii)
    PRIORITY = "PRIORITY"  # 優先的破産債権: art. 98(1)
    ORDINARY = "ORDINARY"  # outside a bankruptcy


def rank_of(due_on: date, began_on: date | None) -> Rank:
    """The rank of an instalment due on `due_on` in a bankruptcy begun on `began_on` (None: no bankruptcy).

    What was not due yet when it began, or due within the year before, is paid out of the estate before all others.
    """
    if began_on is None:
        return Rank.ORDINARY
    return Rank.ESTATE if began_on <= months_after(due_on, _MONTHS) else Rank.PRIORITY


def may_file(period_end: date, day: date) -> bool:
    """Whether a claim can still be filed on `day`: the end of the period knows no extension."""
    return day <= period_end
