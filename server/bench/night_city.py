"""A city in arrears for the night (計測の滞納世帯): households, levies and dunning letters in bulk, cases by the hub.

Registers, levies and dunning letters are what the procedures before leave behind, written as these write them in bulk.
The cases of arrears are opened by the hub's own way, and then wait for the day on which the next reminder is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from server.bench.levy_city import household_key
from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.open_arrears import open_arrears
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.cli.demo_city.staff import put_offices, put_staff
from server.cli.tools import operator_caller
from server.clock import JAPAN, Clock
from server.domain.actors import SYSTEM
from server.domain.collection_number import account_key, claim_key
from server.domain.effects import RegisterChange
from server.domain.ledger.amounts import Amounts
from server.exchange.values_files import default_directories
from server.exchange.values_files import load_values as read_values
from server.store import levies_bulk
from server.store import tables as t
from server.store.bulk import take_over
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from server.store.levies_bulk import BulkLevy
from server.store.unit_of_work import UnitOfWork

YEAR = 2026
SLICE = 500
LEVIED, OPENED = date(YEAR, 6, 10), date(YEAR, 9, 1)
_DUE = (date(YEAR, 6, 30), date(YEAR, 7, 31))
_DUNNED, _DESIGNATED = date(YEAR, 8, 20), date(YEAR, 8, 31)
_PARTS = Amounts(basic=12_000, support=4_000)
_RUN = "bench-dunning"


class MovedClock:
    """How far the business clock stands ahead; the bench sets it to a day, the wall clock goes on by itself."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def at(self, day: date) -> None:
        """It is three in the morning of the day from now on."""
        morning = datetime(day.year, day.month, day.day, 3, tzinfo=JAPAN)
        self.ahead = max(timedelta(0), morning - Clock().wall_now())

    def clock(self) -> Clock:
        """The clock that follows it."""
        return Clock(offset=lambda: self.ahead)


@dataclass(frozen=True)
class NightCity:
    """A city with so many households in arrears."""

    services: Services
    moved: MovedClock
    households: int
    first: date = field(default_factory=lambda: Clock().business_day())

    @property
    def days(self) -> _Days:
        """The days of the story, from today on: business time never runs back."""
        return _Days(self.first)

    def fill(self, procedures: Sequence[str], tree: Path) -> None:
        """Values, offices, procedures, households, levies, dunning letters."""
        services, days = self.services, self.days
        self.moved.at(days.levied)
        load_values(services, operator_caller(), read_values(default_directories()), origin="shipped")
        with services.database.read() as conn:
            values = services.values(conn)
        put_offices(services, values, days.levied)
        put_staff(services, days.levied)
        for slug in procedures:
            deploy_procedure(services, operator_caller(), tree, slug, title=slug, findings=())
        for keys in self.slices():
            with self.uow() as uow:
                take_over(uow, (change for key in keys for change in _household(key)), event="bench")
            with self.uow() as uow:
                levies = [_levy(key, days) for key in keys]
                levies_bulk.post(uow, levies, household_revs(uow.conn, keys), Origin("bench"))
        with self.uow() as uow:
            uow.conn.execute(insert(t.dunning_runs).values(_run(uow, days)))
        for keys in self.slices():
            with self.uow() as uow:
                _dun(uow, keys, days)

    def open_cases(self) -> int:
        """The hub opens a case for each household, as its night run does."""
        self.moved.at(self.days.opened)
        opened = 0
        for keys in self.slices(100):
            with self.uow() as uow:
                opened += len(open_arrears(self.services, uow, keys))
        return opened

    def slices(self, size: int = SLICE) -> Iterator[list[str]]:
        """The households' keys, so many at a time."""
        for start in range(1, self.households + 1, size):
            yield [household_key(number) for number in range(start, min(start + size, self.households + 1))]

    @contextmanager
    def uow(self) -> Iterator[UnitOfWork]:
        """A unit of work that leaves its audit event."""
        with unit_of_work(self.services, SYSTEM) as uow:
            uow.audit("bench.act", object_kind="bench", object_key="1")
            yield uow


@dataclass(frozen=True, slots=True)
class _Days:
    """Levied and due some months back, dunned last month, the designated date yesterday; the case opens today."""

    opened: date

    @property
    def levied(self) -> date:
        return self.opened

    @property
    def due(self) -> tuple[date, date]:
        return self.opened - timedelta(days=150), self.opened - timedelta(days=120)

    @property
    def dunned(self) -> date:
        return self.opened - timedelta(days=40)

    @property
    def designated(self) -> date:
        return self.opened - timedelta(days=1)


def _household(key: str) -> Iterator[RegisterChange]:
    """One person who heads the household and is insured in it."""
    person = f"{key}00001"
    house = {"office": "chuo", "postal_code": "260-0000", "address": "若葉市中央1", "valid_from": "2020-04-01"}
    yield RegisterChange("put_household", f"put_household/{key}", {"household_key": key} | house)
    who = {"name": "若葉 一", "name_kana": "ワカバ ハジメ", "sex": "M", "birth_date": "1971-05-02"}
    yield RegisterChange("put_person", f"put_person/{key}", {"person_key": person, "valid_from": "1971-05-02"} | who)
    home = {"person_key": person, "household_key": key, "relation": "HEAD", "valid_from": "2020-04-01"}
    yield RegisterChange("put_membership", f"put_membership/{key}", home)
    spell = {"person_key": person, "household_key": key, "acquired_by": "MOVED_IN", "symbol": "若葉", "number": key}
    days = {"branch": "01", "tekiyo_from": "2020-04-01", "shikaku_from": "2020-04-01"}
    yield RegisterChange("open_eligibility", f"open_eligibility/{key}", spell | days)


def _levy(key: str, days: _Days) -> BulkLevy:
    """A year with two instalments, both past."""
    year, notice = days.due[0].year, key
    account = LevyAccount(account_key(year, notice), year, notice, key, f"{key}00001", days.levied)
    told = days.due[0] - timedelta(days=20)
    new = tuple(NewInstalment(no, day, day, told) for no, day in enumerate(days.due, 1))
    return BulkLevy(account, True, new, dict.fromkeys((1, 2), _PARTS), "当初賦課")


def _run(uow: UnitOfWork, days: _Days) -> dict[str, Any]:
    return {
        "run_id": _RUN,
        "kind": "DUE",
        "due_on": days.due[0],
        "dun_by": days.dunned,
        "opened_by": uow.actor.user_id,
        "opened_at": uow.now,
    }


def _dun(uow: UnitOfWork, keys: Sequence[str], days: _Days) -> None:
    """A dunning letter for the first instalment of each, posted, its designated date over."""
    letters, lines = [], []
    for key in keys:
        letter_id = uow.new_id()
        letters.append(_letter(uow, letter_id, key, days))
        lines.append(_line(letter_id, key, days))
    uow.conn.execute(insert(t.letters), letters)
    uow.conn.execute(insert(t.dunning_lines), lines)
    uow.conn.execute(insert(t.collection_holds), [_hold(uow, key, days) for key in keys])


def _hold(uow: UnitOfWork, key: str, days: _Days) -> dict[str, Any]:
    """A payment was announced and never came: the case waits for it, and reminds when it looks again."""
    return {
        "hold_key": f"bench/{key}",
        "household_key": key,
        "kind": "PAYMENT_IN_TRANSIT",
        "reason": "入金の連絡",
        "claim_keys": None,
        "set_by": uow.actor.user_id,
        "approved_by": None,
        "valid_from": days.opened,
        "valid_to": days.opened + timedelta(days=7),
        "recorded_at": uow.now,
        "superseded_at": None,
        "by_event": "bench",
    }


def _letter(uow: UnitOfWork, letter_id: str, key: str, days: _Days) -> dict[str, Any]:
    return {
        "letter_id": letter_id,
        "letter": "dunning_run/dunning",
        "office": "chuo",
        "household_key": key,
        "request_keys": {},
        "delivery": "POST",
        "protected": False,
        "status": "posted",
        "requested_by": uow.actor.user_id,
        "requested_at": uow.now,
        "posted_on": days.dunned,
        "reprints": 0,
    }


def _line(letter_id: str, key: str, days: _Days) -> dict[str, Any]:
    day = (days.designated + timedelta(days=1)).isoformat()
    return {
        "run_id": _RUN,
        "claim_key": claim_key(account_key(days.due[0].year, key), 1),
        "household_key": key,
        "payer_key": f"{key}00001",
        "office": "chuo",
        "due_on": days.due[0],
        "open_yen": _PARTS.total,
        "verdict": "ISSUE",
        "reason": "ISSUE",
        "relief": False,
        "protected": False,
        "turns": 0,
        "letter_id": letter_id,
        "dispatched_on": days.dunned,
        "designated_on": days.designated,
        "seizure_trace": {"day": day, "after_designated": day, "after_wait": day},
    }
