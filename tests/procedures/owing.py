"""Households in arrears for tests (滞納の世帯): levied, dunned, the designated date passed; what happens to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from server.casework.deliver_waiting import deliver_waiting
from server.casework.open_arrears import run_arrears
from server.casework.tell_arrears import tell
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.amounts import Amounts
from server.store import ledger, levies, registers
from server.store import tables as t
from server.store.ledger import Origin
from tests.money.purse import Purse
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.world import World

HOUSE, HEAD = "0000000106", "000000000001061"
DUNNED, DESIGNATED = date(2026, 10, 20), date(2026, 10, 30)
_PARTS = Amounts(basic=20_000, support=8_000)


@dataclass
class Debtor:
    """A household that owes its first instalments of 2026; `small` a few thousand yen, else above the large amount."""

    api: Api
    small: bool = True
    house: str = HOUSE
    purse: Purse = field(init=False)
    case_id: str = ""

    def __post_init__(self) -> None:
        self.purse = Purse(self.world)
        factor = 1 if self.small else 5
        self.purse.open_account(self.house, "2026000106", [_PARTS.times(factor)] * 4)
        self.world.clock.set(date(2026, 11, 18), 9)

    @property
    def world(self) -> World:
        return self.api.city

    def dun(self, *places: int, dispatched: date = DUNNED, designated: date = DESIGNATED) -> None:
        """Dunning letters of these instalments (0 the first) as a run leaves them behind."""
        for place in places:
            claim = self.purse.claim_keys[place]
            with self.world.uow() as uow:
                run = {
                    "run_id": f"run-{claim}",
                    "kind": "DUE",
                    "due_on": date(2020, 1, 1) + timedelta(days=place),
                    "dun_by": dispatched,
                    "opened_by": "saeki",
                    "opened_at": uow.now,
                }
                uow.conn.execute(insert(t.dunning_runs).values(run))
                letter = self._letter(claim, dispatched)
                uow.conn.execute(insert(t.letters).values(letter | {"requested_at": uow.now}))
                line = {
                    "run_id": run["run_id"],
                    "claim_key": claim,
                    "household_key": self.house,
                    "payer_key": None,
                    "office": "chuo",
                    "due_on": date(2026, 6, 30),
                    "open_yen": 28_000,
                    "verdict": "ISSUE",
                    "reason": "ISSUE",
                    "relief": False,
                    "protected": False,
                    "turns": 0,
                    "letter_id": letter["letter_id"],
                    "dispatched_on": dispatched,
                    "designated_on": designated,
                    "seizure_trace": {
                        "day": "2026-11-01",
                        "after_designated": "2026-10-31",
                        "after_wait": "2026-11-01",
                    },
                }
                uow.conn.execute(insert(t.dunning_lines).values(line))

    def _letter(self, claim: str, day: date) -> dict[str, Any]:
        return {
            "letter_id": f"L-{claim}",
            "letter": "dunning_run/dunning",
            "office": "chuo",
            "household_key": self.house,
            "request_keys": {},
            "delivery": "POST",
            "protected": False,
            "status": "posted",
            "requested_by": "saeki",
            "posted_on": day,
            "reprints": 0,
        }

    def open(self) -> str:
        """The night run opens the case."""
        assert run_arrears(self.world.services) == 1
        with self.world.database.read() as conn:
            c = t.cases.c
            here = (c.slug == "arrears", c.household_key == self.house, c.status == "active")
            self.case_id = conn.execute(select(c.case_id).where(*here)).scalar_one()
        return self.case_id

    def news(self) -> int:
        """What was told is delivered, as the clock does it."""
        return deliver_waiting(self.world.services)

    def later(self, days: int) -> None:
        """Days pass; what is due by then wakes."""
        self.world.clock.set(self.world.clock.business_day() + timedelta(days=days), 9)
        wake_due(self.world.services)

    def pay(self, *places: int) -> None:
        """These instalments are paid in full at a store, and the file is taken in."""
        claims = self.purse.claims()
        keys = [self.purse.claim_keys[place] for place in places]
        self.purse.pay([(self.purse.number(key), claims[key].open.total) for key in keys])
        self.news()

    def cancel(self, *places: int) -> None:
        """A later decision leaves nothing of these instalments; the hub hears of it as of any news."""
        with self.world.uow() as uow:
            (account,) = levies.accounts_of(uow.conn, self.house)
            claims = ledger.claims_of_books(uow.conn, [self.house])
            gone = [self.purse.claim_keys[place] for place in places]
            left = {key: Amounts() if key in gone else claim.levied for key, claim in claims.items()}
            levies.state_levy(uow, account, left, Origin("test"), cause="減額更正")
            tell(uow, [self.house], "test/cancel", "levied")
        self.news()

    def change(self, what: str, key: str, **payload: JSON) -> None:
        """A register says something, and the hub is told."""
        with self.world.uow() as uow:
            registers.apply_change(uow, RegisterChange(what, key, payload), event="test")
            tell(uow, [self.house], f"test/{key}", what)
        self.news()

    def hold(self, kind: str = "RELIEF_PENDING", **more: JSON) -> None:
        """A hold is set from today for thirty days."""
        day = self.world.clock.business_day()
        says: dict[str, JSON] = {
            "hold_key": f"h/{kind}",
            "household_key": self.house,
            "kind": kind,
            "reason": "災害の申請",
        }
        says |= {"valid_from": day.isoformat(), "valid_to": (day + timedelta(days=30)).isoformat()}
        self.change("set_hold", f"h/{kind}/{day}", **(says | more))

    def waits(self) -> str:
        """Where the case stands: its open task, or the wait by its due clock."""
        tasks = self.world.open_tasks(self.case_id)
        return tasks[0].element if tasks else "look"

    def step(self) -> str:
        """What the table chose last."""
        rows = [row for row in self.world.history(self.case_id) if row.element == "next_step"]
        found: Any = rows[-1].detail
        return str(found["outputs"]["step"])

    def outcome(self) -> str | None:
        return self.world.case(self.case_id).outcome

    def letters(self) -> list[tuple[str, Any]]:
        """The letters of the case, oldest first."""
        with self.world.database.read() as conn:
            c = t.letters.c
            rows: Any = conn.execute(
                select(c.letter, c.request_keys).where(c.case_id == self.case_id).order_by(c.requested_at, c.letter_id)
            )
            return [(row[0], row[1].get("grade")) for row in rows]

    def call(self, result: str = "NO_ANSWER", **more: JSON) -> None:
        """The collector's call is written down."""
        said: dict[str, JSON] = {"way": "PHONE", "spoken_to": "HEAD", "result": result}
        self.api.complete(self.case_id, "call", said | more, "toda").done()


def town_in_arrears(api: Api, **how: Any) -> Debtor:
    """The procedure in force, a debtor dunned for two instalments, the case opened: somebody is to call."""
    deploy(api.city, "arrears", "滞納整理")
    api.city.grant("saeki", "receipt:import")
    debtor = Debtor(api, **how)
    debtor.dun(2, 3)
    debtor.open()
    return debtor
