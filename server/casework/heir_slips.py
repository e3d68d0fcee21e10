"""The slips of an heir's part (承継人の納付書): issued with the notice of what he takes over (LT-C46, 地方税法9条).

The ledger keeps one account for the dead payer: a slip is of an instalment of it, for no more than the heir's part of
the premium that is still open. Slips of the heirs stand beside each other and take the place of the dead payer's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from server.casework.services import Services
from server.domain.payment_slip import MOST_LINES, usual_use
from server.store import debit_requests, ledger, levies, payment_slips, successions
from server.store.letters import Letter
from server.store.payment_slips import SlipLine
from server.store.prescribed import prescribed
from server.store.unit_of_work import UnitOfWork

NOTICE = "succession/notice"
_NO = len("-01")


def issue_heir_slips(services: Services, uow: UnitOfWork, letter: Letter) -> list[dict[str, Any]]:
    """One slip for each year of the heir's debts, use-by as at the counter; none for what is extinct or being debited.

    A limited acceptance is asked for no more than the heir answers for (地方税法9条1項ただし書).
    """
    key, heir_no = str(letter.request_keys["succession_key"]), int(letter.request_keys["heir_no"])
    parts = [one for one in successions.parts_of(uow.conn, key) if (one.heir_no, one.kind) == (heir_no, "DEBT")]
    claims = ledger.claims_locked(uow, [one.claim_key for one in parts])
    rest = {name: one.open.principal.total for name, one in claims.items()}
    values = services.values(uow.conn)
    for gone in (*prescribed(uow.conn, rest, uow.business_day, values), *debit_requests.under_way(uow.conn, rest)):
        rest[gone] = 0
    most = _most(uow, key, heir_no)
    lines = []
    for one in sorted(parts, key=lambda part: part.claim_key):
        yen = min(one.yen, max(rest.get(one.claim_key, 0), 0), *(() if most is None else (most,)))
        if yen > 0:
            lines.append(SlipLine(one.claim_key, "principal", yen))
            most = None if most is None else most - yen
    use_by = usual_use((), uow.business_day, values)
    found: list[dict[str, Any]] = []
    for account_part, group in groupby(lines, key=lambda line: line.claim_key[:-_NO]):
        account, rows = levies.account(uow.conn, account_part), list(group)
        for start in range(0, len(rows) if account else 0, MOST_LINES):
            assert account is not None  # noqa: S101 - the loop has no round without one
            some = rows[start : start + MOST_LINES]
            slip = payment_slips.issue(uow, account, some, use_by=use_by, by_event=f"succession:{key}", beside=True)
            found.append(_told(slip, len(found) + 1, account.levy_year))
    return found


def _most(uow: UnitOfWork, succession_key: str, heir_no: int) -> int | None:
    """Up to how many yen the heir answers; None without a limit."""
    mine: Mapping[int, int | None] = {
        one.heir_no: one.answers_up_to for one in successions.heirs_of(uow.conn, succession_key)
    }
    return mine.get(heir_no)


def _told(slip: payment_slips.Slip, no: int, levy_year: int) -> dict[str, Any]:
    return {
        "no": no,
        "levy_year": levy_year,
        "collection_no": slip.collection_no,
        "amount": slip.amount,
        "use_by": slip.use_by.isoformat(),
    }
