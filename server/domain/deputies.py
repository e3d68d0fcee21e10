"""Deputies (代決): who decides for an absent decider, for which office, kind of decision and days, in which order.

A deputy's right is the absent decider's, lent for some days: it goes no further than his, and lapses by itself.
Source: 事務決裁規程 (代決, 後閲) as municipalities have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ALL_KINDS = "all"
MOST_DAYS, RANKS = "deputy.most_days", "deputy.ranks"
"""The values that say for how many days a naming holds at most, and in how many ranks deputies are named."""


@dataclass(frozen=True, slots=True)
class Standing:
    """That one may decide for `principal` in `office`, cases of the procedure `slug` (or all), on the days given.

    Both days are included. `ahead` are the deputies of an earlier rank who are at work.
    """

    principal: str
    office: str
    slug: str
    first_day: date
    last_day: date
    ahead: tuple[str, ...] = ()

    def covers(self, office: str, slug: str, day: date) -> bool:
        """Whether a case of this office and procedure may be decided so on `day`."""
        return self.office == office and self.slug in (ALL_KINDS, slug) and self.first_day <= day <= self.last_day


def standing_in(standings: Iterable[Standing], done: frozenset[str]) -> Standing | None:
    """The first of the standings that holds for a case which the people `done` entered or checked.

    Not for a decider who could not decide it himself; and a deputy of a later rank only when all before him, who are
    at work, entered or checked it.
    """
    fit = (one for one in standings if one.principal not in done and done.issuperset(one.ahead))
    return next(fit, None)
