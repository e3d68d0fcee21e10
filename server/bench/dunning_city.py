"""A city that owes (計測の市の未納): households, an instalment each, notices that were posted, channels that are in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from server.bench.levy_city import CHUNK, fill, household_key
from server.casework.callers import Caller
from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.cli.demo_city.staff import put_offices
from server.clock import Clock
from server.domain.actors import SYSTEM
from server.domain.dunning import designated_date
from server.domain.dunning_run import Step
from server.domain.ledger.amounts import Amounts
from server.domain.receipts import Channel, IncomingFile
from server.domain.rights import Function, Grant
from server.domain.values import DatedValue
from server.keys import Keys
from server.store import dunning_runs, levies_bulk, receipts
from server.store import tables as t
from server.store.database import Database
from server.store.dialects import insert_rows
from server.store.dunning_runs import DUE, DunningRun
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from server.store.levies_bulk import BulkLevy
from server.store.unit_of_work import UnitOfWork
from server.wiring import assemble

_TREE = Path(__file__).resolve().parents[2]
_KEYS = Keys((b"n" * 32,), (b"u" * 32,), (b"s" * 32,))
_NOTICE = "levy_decision/notice"
_YEAR, _NO, YEN = 2026, 5, 12_300
DUE_ON, TODAY, CUT_OFF = date(2026, 11, 2), date(2026, 11, 18), date(2026, 11, 17)


@dataclass(frozen=True, slots=True)
class StandingClock(Clock):
    """A clock that stands at noon of one day until it is set."""

    moments: list[datetime] = field(default_factory=lambda: [datetime(2026, 11, 18, 3, 0, tzinfo=UTC)])

    def wall_now(self) -> datetime:
        return self.moments[-1]

    def set(self, day: date) -> None:
        """Moves to noon in Japan of a day."""
        self.moments.append(datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class DunningCity:
    """A database with values, offices and the dunning procedure; households come by `fill`."""

    services: Services
    clock: StandingClock

    @contextmanager
    def uow(self) -> Iterator[UnitOfWork]:
        """One transaction with its audit event."""
        with unit_of_work(self.services, SYSTEM) as uow:
            yield uow
            uow.audit("bench.act", object_kind="bench", object_key="1")

    def fill(self, households: int) -> None:
        """So many households, each with one unpaid instalment of which it was told."""
        numbers = iter(range(1, households + 1))
        for start in range(1, households + 1, CHUNK):
            with self.uow() as uow:
                made = fill(uow, numbers, _YEAR)
                keys = [household_key(number) for number in range(start, start + made)]
                _levies(uow, keys)
                insert_rows(uow.conn, t.letters, [_notice(uow, key) for key in keys])

    def in_up_to(self, day: date) -> None:
        """Every channel says that it has nothing more up to the day."""
        with self.uow() as uow:
            for channel in ("BANK_SLIP", "DIRECT_DEBIT", "CVS", "APP", "EL_QR"):
                first = day - timedelta(days=30)
                file = IncomingFile("none", Channel(channel), "bench", day.toordinal(), day, first, day, ())
                mark = f"{channel}-{day.isoformat()}"
                receipts.put_file(uow, file, name=mark, content_hash=mark, credited=None)

    def open_run(self, due: date = DUE_ON, kind: str = DUE) -> DunningRun:
        """A run whose list may be drawn."""
        with self.uow() as uow:
            made = dunning_runs.open_run(uow, kind, due, due + timedelta(days=20))
            assert made is not None  # noqa: S101 - the first of its day
            dunning_runs.set_cut_off(uow, made.run_id, CUT_OFF, {})
            for step in (Step.OPENED, Step.CUT_OFF):
                dunning_runs.put_step(uow, made.run_id, step, {})
        return self.run(made.run_id)

    def decide(self, run_id: str) -> DunningRun:
        """The run as if it had been looked at and decided."""
        with self.uow() as uow:
            values = self.services.values(uow.conn)
            day = uow.business_day + timedelta(days=2)
            dunning_runs.set_dates(uow, run_id, day, designated_date(day, DUE_ON, values))
            for step in (Step.REVIEWED, Step.CHECKED, Step.DECIDED):
                dunning_runs.put_step(uow, run_id, step, {"shape": "card", "draft_no": "1"})
        return self.run(run_id)

    def run(self, run_id: str) -> DunningRun:
        """The run as it stands."""
        with self.services.database.read() as conn:
            found = dunning_runs.get(conn, run_id)
        assert found is not None  # noqa: S101 - put on record before
        return found


def city_of(database: Database, folder: Path, values: list[DatedValue]) -> DunningCity:
    """The city in an empty database."""
    clock = StandingClock()
    services = assemble(database, _KEYS, data=folder, tree=_TREE, clock=clock, demo=True)
    grants = tuple(Grant(one, "all", date(2000, 1, 1)) for one in (Function.PROCEDURE_DEPLOY, Function.MESSAGE_SEND))
    manager = Caller("operator", "運用担当", "hq", "健康保険課", "運用担当", grants, terminal="console")
    load_values(services, manager, values, origin="shipped")
    with database.read() as conn:
        put_offices(services, services.values(conn), TODAY)
    deploy_procedure(services, manager, _TREE, "dunning_run", title="督促", findings=())
    return DunningCity(services, clock)


def _levies(uow: UnitOfWork, keys: list[str]) -> None:
    told, due = date(_YEAR, 6, 10), (NewInstalment(_NO, DUE_ON, DUE_ON, date(_YEAR, 6, 10)),)
    decisions = []
    for key in keys:
        account = LevyAccount(f"{_YEAR}-{key}", _YEAR, key, key, None, told)
        decisions.append(BulkLevy(account, True, due, {_NO: Amounts(YEN, 0, 0, 0)}, "当初賦課"))
    levies_bulk.post(uow, decisions, household_revs(uow.conn, keys), Origin("levy_run:bench"))


def _notice(uow: UnitOfWork, key: str) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(column.name for column in t.letters.columns)
    return row | {
        "letter_id": uow.new_id(),
        "letter": _NOTICE,
        "office": "chuo",
        "household_key": key,
        "request_keys": {"levy_year": _YEAR, "payer_key": "", "household_key": key},
        "delivery": "POST",
        "protected": False,
        "status": "posted",
        "posted_on": date(_YEAR, 6, 10),
        "requested_by": SYSTEM.user_id,
        "requested_at": uow.now,
        "reprints": 0,
    }
