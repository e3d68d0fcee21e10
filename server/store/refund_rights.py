"""Until when what was overpaid can be asked back (還付請求権の時効), by the ledger's own lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from server.domain.ledger.kinds import Kind
from server.domain.limitation_rights import Right, lapses_on, refund_from
from server.domain.values import Values
from server.store import tables as t

_SLICE = 500


@dataclass(frozen=True, slots=True)
class RefundRight:
    """One overpayment of an instalment: yen, from which day it can be asked back, and the last day on which it can."""

    claim_key: str
    yen: int
    since: date
    last_day: date


def refund_rights(conn: Connection, claim_keys: Iterable[str], values: Values) -> dict[str, tuple[RefundRight, ...]]:
    """The overpayments of these instalments in the order in which they arose."""
    p, keys = t.postings, sorted(set(claim_keys))
    found: dict[str, list[RefundRight]] = {}
    for start in range(0, len(keys), _SLICE):
        here = (p.c.claim_key.in_(keys[start : start + _SLICE]), p.c.kind == str(Kind.OVERPAID))
        yen = p.c.basic + p.c.support + p.c.care + p.c.child + p.c.late + p.c.fee + p.c.cost
        rows = conn.execute(select(p.c.claim_key, yen, p.c.value_on).where(*here).order_by(p.c.book, p.c.line_no))
        for claim, amount, value_on in rows:
            since = refund_from(Kind.OVERPAID, value_on)
            right = RefundRight(str(claim), int(amount), since, lapses_on(Right.REFUND, since, values))
            found.setdefault(str(claim), []).append(right)
    return {claim: tuple(rights) for claim, rights in found.items()}
