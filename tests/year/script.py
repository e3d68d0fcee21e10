"""What people do in the simulated year (一年の出来事), each act on its own day; the rest is the clock's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from server.domain.effects import RegisterChange
from server.domain.limitation import Act
from server.store import claim_acts, ledger
from tests.money.dunning import Walk
from tests.year import arrangements, enforcement
from tests.year.city import THIS, Year, due_on

TEN = range(1, 11)
DISPATCHED = (
    "2027-07-20 2027-08-20 2027-09-17 2027-10-20 2027-11-19 2027-12-20 2028-01-24 2028-02-18 2028-03-17 2028-04-20"
)
"""The last open day within twenty days of each due date of 2027: that day the letters go out."""
PAID_LATE = "2027-08-12 2027-09-03 2027-12-10 2028-02-09 2028-04-13 2028-01-04 2028-02-29"
"""When the household `late` pays its instalments 1 to 7."""
ACTS: dict[int, tuple[tuple[Act, str, str | None], ...]] = {
    1: ((Act.DUNNING, "2025-07-18", None),),
    2: ((Act.DUNNING, "2025-08-20", None), (Act.REMINDER, "2027-05-31", None)),
    3: ((Act.ACKNOWLEDGED, "2026-02-28", None),),
    4: ((Act.SEIZURE, "2025-12-01", "2025-12-31"),),
    5: ((Act.DEFERRAL, "2026-02-01", "2026-02-28"),),
    6: ((Act.ACKNOWLEDGED, "2025-12-29", None),),
    7: ((Act.DUNNING, "2026-01-23", None),),
    8: ((Act.DUNNING, "2026-02-20", None),),
    9: ((Act.ACKNOWLEDGED, "2026-03-31", None),),
    10: ((Act.ACKNOWLEDGED, "2026-04-30", None),),
}
"""What touched the limitation of the instalments of 2025 of the household `acts`, as the old system handed it over."""
LONG_AGO = 2023
RESTS = {(LONG_AGO, 1): "2024-08-10", (LONG_AGO, 2): "2024-12-31", (LONG_AGO, 3): "2025-02-28", (2025, 7): "2026-06-01"}
"""Of the household `rested`: from when an instalment of a year rests."""
RENEWED = ("2025-05-01", "2026-08-01")
"""When those of 2023 were acknowledged meanwhile, so that limitation does not end the suspension first."""


def written(year: Year) -> Year:
    """The levies at the beginning, and the diary of the year."""
    year.levied("dun", 2027, TEN, 12_300)
    year.levied("late", 2027, range(1, 8), 900_000)
    year.levied("lapse", 2025, TEN, 12_300)
    year.levied("acts", 2025, TEN, 12_300)
    _handed_over(year)
    _rested(year)
    for no, day in enumerate(DISPATCHED.split(), 1):
        _dunned(year, no, date.fromisoformat(day))
    for no, day in enumerate(PAID_LATE.split(), 1):
        due = due_on(THIS, no)
        if due >= year.begin:
            year.on(date.fromisoformat(day), _pays(no))
    if due_on(THIS, 5) >= year.begin:
        year.on(date(2028, 5, 8), _pays_charge)
    arrangements.written(year)
    enforcement.written(year)
    return year


def _handed_over(year: Year) -> None:
    with year.world.uow() as uow:
        for no, acts in ACTS.items():
            for act, on, until in acts:
                last = None if until is None else date.fromisoformat(until)
                key = year.claim("acts", 2025, no)
                claim_acts.put_act(uow, key, act, date.fromisoformat(on), until=last, by_event="file:test")


def _rested(year: Year) -> None:
    """Suspensions of the old system, each with the exemption of its late charge."""
    year.levied("rested", LONG_AGO, (1, 2, 3), 12_300)
    year.levied("rested", 2025, (7,), 12_300)
    changes: list[RegisterChange] = []
    with year.world.uow() as uow:
        for levy, no in RESTS:
            for said in RENEWED if levy == LONG_AGO else ():
                key = year.claim("rested", levy, no)
                claim_acts.put_act(uow, key, Act.ACKNOWLEDGED, date.fromisoformat(said), by_event="file:test")
    for (levy, no), since in RESTS.items():
        claim, key = year.claim("rested", levy, no), f"old-{no}"
        says: dict[str, Any] = {"household_key": year.key("rested"), "suspension_key": key, "claim_keys": [claim]}
        says |= {"reason": 1, "at_once": False, "valid_from": since}
        free = {"exemption_key": f"{key}/{claim}", "claim_key": claim, "first_day": since, "share": "FULL"}
        changes.append(RegisterChange("suspend_claims", f"test/{key}", says))
        changes.append(RegisterChange("put_late_exemption", f"test/{key}/x", {**free, "ground": "SUSPENSION"}))
    year.world.change(*changes)


def _dunned(year: Year, no: int, day: date) -> None:
    """The run that the night opened, from its list to the post office on one day."""
    due = due_on(THIS, no)
    if due < year.begin:
        return

    def hand(year: Year) -> None:
        year.dunning.in_up_to(day - timedelta(days=1))
        case_id = year.dunning.run(due).case_id
        assert case_id is not None
        walk = Walk(year.api, year.dunning, case_id)
        walk.listed().checked(due).decided(day.isoformat()).handed_over()
        count = sum(one.letter_id is not None for one in year.dunning.lines(year.dunning.run(due)).values())
        walk.posted(count, slip_no=f"差出第{no}号").done()

    year.on(day, hand)


def _pays(no: int) -> Any:
    return lambda year: year.paid(year.claim("late", 2027, no))


def _pays_charge(year: Year) -> None:
    """The late charge of the fifth instalment, on its own due date: in May no run would ask for it any more."""
    key = year.claim("late", THIS, 5)
    with year.world.database.read() as conn:
        late = ledger.claims(conn, [key])[key].open.late
    assert late > 0
    year.paid(key, late)
