"""The screens of withholding with something on them (特別徴収), and its forms refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from server.domain.receipts import Channel, IncomingFile
from server.store import receipts, special_results, special_runs, special_stops
from server.store.special_results import SpecialResult
from server.store.special_runs import SpecialRow
from server.store.special_stops import SpecialStop
from server.store.unit_of_work import UnitOfWork
from tests.browser.screens import REFUSED, Visit, button, go
from tests.world import World

_NUMBER = "1234567890"


def withholding_visits(city: World, cases: tuple[str, str]) -> Iterator[Visit]:
    """A request with every kind of household, an error in the results, stop notices in a file and before it."""
    for function in ("special:run", "receipt:import"):
        city.grant("saeki", function)
    with city.uow() as uow:
        run_id = _run(uow, city, cases[0])
        answered = _answered(uow, city, cases[1])
        _errors(uow, city)
        _stops(uow, city)
    yield Visit("withholding.show", "filled", "saeki", "/withholding")
    yield Visit("withholding.take_in", REFUSED, "saeki", "/withholding", go, rare=True)
    yield Visit(
        "withholding.settle", REFUSED, "saeki", "/withholding", button("form[action$='/results'] .btn"), rare=True
    )
    yield Visit("withholding.one", "filled", "saeki", f"/withholding/{run_id}", rare=True)
    leave, settle = (button(f"form[action$='/{act}'] .btn") for act in ("leave", "settle"))
    yield Visit("withholding.leave", REFUSED, "saeki", f"/withholding/{run_id}", leave, rare=True)
    yield Visit("withholding.settle_row", REFUSED, "saeki", f"/withholding/{answered}", settle, rare=True)
    yield Visit("withholding.households", "empty", "saeki", "/withholding/households", rare=True)


def _run(uow: UnitOfWork, city: World, case_id: str) -> str:
    made = special_runs.open_run(uow, case_id, 2026, 2)
    barred = ["PENSION_TOO_SMALL", "MORE_THAN_HALF"]
    rows = [_row(city, made.run_id, 1, "senior", []), _row(city, made.run_id, 2, "family", barred)]
    special_runs.put_rows(uow, rows)
    special_runs.mark_run(uow, made.run_id, judged_on=uow.business_day)
    return made.run_id


def _answered(uow: UnitOfWork, city: World, case_id: str) -> str:
    """A request that was sent, of which the payers did not accept one."""
    made = special_runs.open_run(uow, case_id, 2026, 12)
    special_runs.put_rows(uow, [replace(_row(city, made.run_id, 1, "single", []), answer="03")])
    day, by = uow.business_day, uow.actor.user_id
    says = {"judged_on": day, "count": 1, "total": 50_000, "file_hash": "0" * 64, "requested_on": day}
    says |= {"requested_by": by, "sent_on": day, "sent_by": by, "answered_on": day, "answered_by": by}
    special_runs.mark_run(uow, made.run_id, **says)
    return made.run_id


def _row(city: World, run_id: str, no: int, name: str, barred: list[str]) -> SpecialRow:
    home = city.household(name)
    numbers = (_NUMBER, "001", "日本年金機構", None, 100_000, 50_000)
    return SpecialRow(run_id, no, home.key, home.members[0].key, *numbers, {"2": 50_000}, barred)


def _errors(uow: UnitOfWork, city: World) -> None:
    day = uow.business_day
    file = IncomingFile("pension_results", Channel.PENSION, "IHOKEN", 1, day, day, day, ())
    file_id = receipts.put_file(uow, file, name="tokucho", content_hash="visit", credited=None)
    key = city.household("senior").key
    for no, (home, outcome) in enumerate(((key, "pension_differs"), (None, "pension_unknown")), 1):
        one = SpecialResult(file_id, no, _NUMBER, home, None, date(2026, 10, 1), 50_000, 49_999, outcome, outcome)
        special_results.put_results(uow, [one])


def _stops(uow: UnitOfWork, city: World) -> None:
    key, day = city.household("senior").key, date(2027, 2, 1)
    for stop_id in ("visit-1", "visit-2"):
        numbers = (_NUMBER, "001", "日本年金機構")
        special_stops.put_stop(uow, SpecialStop(stop_id, key, 2026, *numbers, day, "DEBIT", None, uow.business_day))
        if stop_id == "visit-1":
            special_stops.put_file(uow, special_stops.waiting(uow.conn), "0" * 64)
