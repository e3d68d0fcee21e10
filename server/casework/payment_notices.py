"""納付済額のお知らせ (P05): once a year, to whoever paid by debit or withholding, what he paid.

In slices, each in its own transaction; a run that was cut short goes on where it stopped, and nobody gets two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import counters, letters, receipts
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.letters import NewLetter
from server.store.paid_in_year import WITHOUT_RECEIPT, households_that_paid, paid_in_year
from server.store.unit_of_work import UnitOfWork

LETTER = "payment_notice/yearly"
_SLICE = 200
_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Made:
    """What a run asked for: letters, the yen they tell of, and households left for a person (no head, no address)."""

    letters: int
    yen: int
    standing: int
    left: tuple[str, ...]

    def plus(self, other: Made) -> Made:
        return Made(
            self.letters + other.letters,
            self.yen + other.yen,
            self.standing + other.standing,
            self.left + other.left,
        )


def make_payment_notices(services: Services, caller: Caller, year: int) -> Made:
    """Asks for the notices of a calendar year that nobody has asked for yet.

    Raises `no_right`, `payment_year_ahead` before the year is over, `payment_year_open` while the payments of a channel
    are not in up to 31 December.
    """
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)
    if day <= date(year, 12, 31):
        raise Refused("payment_year_ahead", year=year)
    with services.database.read() as conn:
        _refuse_open(conn, year)
    made, after = Made(0, 0, 0, ()), ""
    while True:
        with services.database.read() as conn:
            keys = households_that_paid(conn, year, WITHOUT_RECEIPT, after=after, limit=_SLICE)
        if not keys:
            return made
        made, after = made.plus(_slice(services, caller, year, keys)), keys[-1]


def _refuse_open(conn: Connection, year: int) -> None:
    last = date(year, 12, 31)
    for one in receipts.high_water(conn):
        if one.channel in WITHOUT_RECEIPT and one.day < last:
            raise Refused("payment_year_open", channel=one.channel, day=one.day.isoformat(), year=year)


def _slice(services: Services, caller: Caller, year: int, keys: Sequence[str]) -> Made:
    def act(uow: UnitOfWork) -> Made:
        made = _ask(uow, year, keys)
        detail = {"year": year, "letters": made.letters, "left": list(made.left)}
        uow.audit("payment_notice.ask", object_kind="households", object_key=f"{keys[0]}-{keys[-1]}", detail=detail)
        return made

    return run(services, caller, act)


def _ask(uow: UnitOfWork, year: int, keys: Sequence[str]) -> Made:
    wanted = [FactKey(kind, key) for key in keys for kind in ("household", "protected")]
    known = load_facts(uow.conn, wanted, on=uow.business_day)
    sums: dict[tuple[str, str], int] = {}
    for one in paid_in_year(uow.conn, keys, year):
        if one.channel in WITHOUT_RECEIPT:
            household: Any = known.get_fact("household", one.household_key)
            payer = one.payer_key or str((household or {}).get("head_person_key") or "")
            sums[one.household_key, payer] = sums.get((one.household_key, payer), 0) + one.yen
    made = Made(0, 0, 0, ())
    for (key, payer), yen in sums.items():
        household = known.get_fact("household", key)
        protected = bool(known.get_fact("protected", key))
        made = made.plus(_one(uow, year, (key, payer, yen), household, protected=protected))
    return made


def _one(uow: UnitOfWork, year: int, paid: tuple[str, str, int], household: Any, *, protected: bool) -> Made:
    key, payer, yen = paid
    if yen <= 0 or not payer or household is None:
        return Made(0, 0, 0, (key,) if yen > 0 else ())
    series, ref = f"payment_notice/{year}", f"{key}/{payer}"
    if counters.reserved(uow.conn, series, ref) is not None:
        return Made(0, 0, 1, ())
    counters.reserve(uow.conn, series, ref, width=_WIDTH, now=uow.now)
    office = str(household["office"])
    letter_keys = {"household_key": key, "payer_key": payer, "person_key": payer, "year": year, "office": office}
    new = NewLetter(LETTER, office, key, letter_keys, "POST", None, payer, protected)
    letters.request_letter(uow, new)
    return Made(1, yen, 0, ())
