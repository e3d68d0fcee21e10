"""調定票・減額調定票: what a levy run or a day's corrections assessed, by accounting year, class of revenue and part.

Local Autonomy Act art. 231, Enforcement Order art. 154: a revenue is assessed (調定) before its notice goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.domain.ledger.books import Posting
from server.domain.ledger.kinds import EFFECTS, Kind, Standing


class Direction(StrEnum):
    """調定, 減額調定, or 調定 of what was carried over (滞納繰越)."""

    ASSESS = "ASSESS"
    REDUCE = "REDUCE"
    CARRY = "CARRY"


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that stand on one 調定票."""

    accounting_year: int
    standing: Standing
    direction: Direction


def group_of(posting: Posting) -> Group | None:
    """The 調定票 on which a posting stands; None when it assesses nothing.

    A reversal of an assessment reduces. Of what is carried over, the line of the new year is assessed.
    """
    effect = EFFECTS[posting.kind]
    if posting.kind is Kind.CARRY_OVER:
        if posting.amounts.total <= 0:
            return None
        return Group(posting.accounting_year, posting.standing, Direction.CARRY)
    if not effect.assessed:
        return None
    up = posting.amounts.total * effect.assessed > 0
    return Group(posting.accounting_year, posting.standing, Direction.ASSESS if up else Direction.REDUCE)
