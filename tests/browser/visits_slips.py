"""The screens of slips and debits with something on them (納付書再発行、口座振替), and the form of slips refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from server.casework.debit_runs import cut_run
from server.domain.direct_debit import run_days
from server.domain.ledger.amounts import Amounts
from server.store import levies
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from tests.browser.screens import REFUSED, Visit, go
from tests.money.debits import Debits
from tests.world import World


def slip_visits(city: World) -> Iterator[Visit]:
    """A household that owes and has an account, and the request in which it is asked for."""
    city.grant("saeki", "debit:run")
    due = _due_that_is_cut_today(city)
    _owes(city, due)
    Debits(city).agreed("senior")
    run = cut_run(city.services, city.caller("saeki"), due)
    key = city.household("senior").key
    yield Visit("slips.show", "filled", "saeki", f"/households/{key}/slips")
    yield Visit("slips.issue", REFUSED, "saeki", f"/households/{key}/slips", go)
    city.grant("saeki", "refund:pay")
    yield Visit("refunds.show", "filled", "saeki", "/refunds")
    yield Visit("debits.show", "filled", "saeki", "/debits")
    yield Visit("debits.one", "filled", "saeki", f"/debits/{run.run_id}")


def _due_that_is_cut_today(city: World) -> date:
    """The first due date whose request to the banks is cut on this business day or was a little before."""
    today = city.services.clock.business_day()
    with city.database.read() as conn:
        values = city.services.values(conn)
    days = (today + timedelta(days=ahead) for ahead in range(7, 40))
    return next(day for day in days if run_days(day, values).cut_on >= today)


def _owes(city: World, due: date) -> None:
    key = city.household("senior").key
    with city.uow() as uow:
        account = levies.open_account(uow, 2026, key, key)
        new = NewInstalment(6, due, due, date(2026, 6, 10))
        (one,) = levies.open_instalments(uow, account, [new])
        levies.state_levy(uow, account, {one.claim_key: Amounts(8300, 0, 0, 0)}, Origin("test"), cause="決定")
