"""The catalogue of refusals (拒否の文言): each code with its words in both languages, HTTP status and legal basis.

The texts stand by topic in `refusal_catalogue`; a new code goes to the file of its topic. Placeholders in braces are
the parameters that whoever refuses hands in. A text says where, what is wrong and what to do; it blames nobody.
"""

from __future__ import annotations

from server.domain.refusal_catalogue import (
    access,
    appeals,
    arrangements,
    arrears,
    benefits,
    cases,
    channels,
    copays,
    dated_work,
    debits,
    desk,
    dispatches,
    dunnings,
    enrolment,
    estimates,
    fields,
    household_change,
    incomes,
    lapse,
    letters,
    levy,
    levy_decision,
    levy_runs,
    money,
    outside,
    procedures,
    protection,
    public_sales,
    refunds,
    reliefs,
    seizures,
    special,
    successions,
    withdrawal,
    workshop,
)
from server.domain.refusal_catalogue.entry import RefusalText

__all__ = ["TEXTS", "RefusalText"]

_TOPICS = (
    fields,
    access,
    appeals,
    arrears,
    benefits,
    cases,
    channels,
    dated_work,
    desk,
    dispatches,
    dunnings,
    enrolment,
    estimates,
    levy,
    levy_decision,
    levy_runs,
    incomes,
    lapse,
    letters,
    money,
    debits,
    special,
    successions,
    procedures,
    outside,
    protection,
    public_sales,
    refunds,
    copays,
    reliefs,
    seizures,
    withdrawal,
    household_change,
    arrangements,
    workshop,
)


def _joined() -> dict[str, RefusalText]:
    joined: dict[str, RefusalText] = {}
    for topic in _TOPICS:
        twice = joined.keys() & topic.TEXTS.keys()
        if twice:
            raise ValueError(f"refusal code with two texts: {', '.join(sorted(twice))}")
        joined.update(topic.TEXTS)
    return joined


TEXTS: dict[str, RefusalText] = _joined()
