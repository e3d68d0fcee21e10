"""Reminders that were posted (催告の発送): each puts the end of limitation off by six months, once, on what it names.

Civil Code art. 150 (催告による時効の完成猶予), by Local Autonomy Act art. 236(3).
"""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.arrears import REMINDER, WARNING
from server.domain.limitation import Act
from server.store import claim_acts, reminded_claims
from server.store.unit_of_work import UnitOfWork

_DEMANDS = (REMINDER, WARNING)


def state_reminders(uow: UnitOfWork, letter_ids: Sequence[str]) -> int:
    """States the act on every instalment that the reminders and warnings among these letters name; how many."""
    named = reminded_claims.named(uow.conn, letter_ids, _DEMANDS)
    for letter_id, claim_key in named:
        claim_acts.put_act(uow, claim_key, Act.REMINDER, uow.business_day, by_event=f"letter:{letter_id}")
    return len(named)
