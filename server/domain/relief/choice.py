"""Which of several reliefs is granted (有利な減免の選択): all of them reckoned side by side, the most favourable wins.

Two grounds at once: the more favourable one, never both (city's ordinance). A tie goes to the city's order of grounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.domain.refusals import Refused
from server.domain.relief.amounts import PartBase, Relieved, relieve
from server.domain.relief.grant import Grant
from server.domain.relief.rules import GROUNDS, load_rule
from server.domain.relief.scope import Application, grant_of
from server.domain.values import Values

LATE, NO_ROW, NOTHING, BARRED = "LATE", "NO_ROW", "NOTHING", "BARRED"


@dataclass(frozen=True, slots=True)
class LevyBase:
    """One payer's levy of the year before relief: its parts, and the class of the reduction by income."""

    parts: tuple[PartBase, ...]
    tenths: int

    @property
    def total(self) -> int:
        """The levy in yen."""
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One application reckoned: `grant` as it would be granted and what it comes to for each payer; else `why` not."""

    key: str
    ground: str
    grant: Grant | None
    relieved: tuple[Relieved, ...]
    yen: int
    why: str | None


def reckon(application: Application, levies: Sequence[LevyBase], fiscal_year: int, values: Values) -> Reckoned:
    """The application by the rule of the day on which it came in; of a household with several payers, all of them.

    Raises what `load_rule`, `grant_of` but for lateness, and `relieve` raise.
    """
    rule = load_rule(values, application.ground, application.applied_on)
    try:
        grant = grant_of(application, rule)
    except Refused as refused:
        if refused.code != "relief_late":
            raise
        return Reckoned(application.key, application.ground, None, (), 0, LATE)
    return of_grant(grant, levies, fiscal_year)


def of_grant(grant: Grant, levies: Sequence[LevyBase], fiscal_year: int) -> Reckoned:
    """What a grant comes to on these levies."""
    found = tuple(relieve(grant, levy.parts, fiscal_year, levy.tenths) for levy in levies)
    yen = sum(one.total for one in found)
    hit = any(one.row is not None for one in found)
    return Reckoned(grant.key, grant.ground, grant, found, yen, None if yen else NOTHING if hit else NO_ROW)


def most_favourable(many: Sequence[Reckoned]) -> Reckoned | None:
    """The one that lowers the levy most; None where none does."""
    able = [one for one in many if one.yen and not one.why]
    order: Mapping[str, int] = {ground: -place for place, ground in enumerate(GROUNDS)}
    return max(able, key=lambda one: (one.yen, order[one.ground]), default=None)
