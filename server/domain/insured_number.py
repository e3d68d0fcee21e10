"""The insured person's symbol, number and branch number (被保険者記号・番号・枝番).

The symbol is the city's, the number the household's, the branch number the person's within it (from 01). A number once
given is never given again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.domain.refusals import Refused

MAX_BRANCH = 99


@dataclass(frozen=True, slots=True)
class InsuredNumber:
    """Symbol, number and branch of one person, as printed on a certificate. Enforcement Regulations art. 6(4)."""

    symbol: str
    number: str
    branch: str

    def __str__(self) -> str:
        return f"{self.symbol} {self.number} (枝番) {self.branch}"


def next_number(last: str | None, digits: int) -> str:
    """The number after `last` (None: the first), `digits` long with leading zeros.

    Raises `Refused("insured_number_exhausted", digits)` when it no longer fits.
    """
    number = 1 if last is None else int(last) + 1
    if number >= 10**digits:
        raise Refused("insured_number_exhausted", digits=digits)
    return f"{number:0{digits}}"


def next_branch(given: Iterable[str]) -> str:
    """The branch number after all that were ever `given` in the household, two digits from 01.

    Raises `Refused("branch_number_exhausted")` beyond 99; a branch number of a person who left stays his.
    """
    number = max((int(branch) for branch in given), default=0) + 1
    if number > MAX_BRANCH:
        raise Refused("branch_number_exhausted")
    return f"{number:02}"
