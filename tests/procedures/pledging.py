"""A household in arrears (滞納している世帯), its payments and its officers, for tests of pledges and the like."""

from __future__ import annotations

from datetime import date

from server.casework.deliver_waiting import deliver_waiting
from server.casework.deploy_procedure import deploy_procedure
from server.casework.watch_plans import watch_plans
from server.domain.effects import Message
from server.domain.ledger.acts import received
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.rules import rules_on
from server.store import claim_acts, ledger, levies, messages
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from server.store.tables import claim_acts as acts_table
from tests.procedures.outside import Api
from tests.world import TREE, World

DUE = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 11, 30), date(2027, 1, 4))
EACH = 8300


def opened(api: Api, *slugs: str) -> Api:
    """The procedures in force; okamura is a collection officer beside toda, kuroda decides."""
    for slug in slugs:
        deploy_procedure(api.city.services, api.city.system("procedure:deploy"), TREE, slug, title=slug, findings=())
    for officer in ("okamura", "toda"):
        for right in ("work:arrears", "case:start", "household:view"):
            api.city.grant(officer, right)
    return api


def levied(city: World, household: str = "family", notice: str = "0000000001", each: int = EACH) -> list[str]:
    """A levy of 2026: four instalments, two of them past due; their keys."""
    with city.uow() as uow:
        account = levies.open_account(uow, 2026, notice, city.household(household).key)
        new = [NewInstalment(no, day, day, date(2026, 6, 10)) for no, day in enumerate(DUE, 1)]
        made = levies.open_instalments(uow, account, new)
        on = {one.claim_key: Amounts(each - 3300, 2000, 1000, 300) for one in made}
        levies.state_levy(uow, account, on, Origin("test"), cause="決定")
    return [one.claim_key for one in made]


def paid(city: World, claim_key: str, yen: int) -> None:
    """A payment of today, and the word of it that the import sends to the household's cases."""
    with city.uow() as uow:
        claim = ledger.claims_locked(uow, [claim_key])[claim_key]
        made = received(claim, yen, uow.business_day, rules_on(city.services.values(uow.conn), uow.business_day))
        lines = ledger.write(uow, made, Origin("test"))
        source = f"test/{claim_key}/{lines[-1].line_no}"
        messages.put_message(uow, Message("case_event", source, {"household_key": claim.book}))
    deliver_waiting(city.services)


def night(city: World, day: str) -> None:
    """The business day moves on, and the night looks at the plans."""
    city.clock.set(date.fromisoformat(day))
    watch_plans(city.services)
    deliver_waiting(city.services)


def acts(city: World, claim_key: str) -> list[tuple[str, date, date | None]]:
    """What was stated on an instalment's limitation, in order."""
    statement = acts_table.select().where(acts_table.c.claim_key == claim_key).order_by(acts_table.c.recorded_at)
    with city.database.read() as conn:
        return [(row.act, row.on_day, row.until_day) for row in conn.execute(statement)]


def counted_acts(city: World, claim_key: str) -> list[tuple[str, date, date | None]]:
    """The acts as the clock counts them, payments and notice included."""
    with city.database.read() as conn:
        found = claim_acts.acts_on(conn, [claim_key])[claim_key]
    return sorted((str(one.act), one.on, one.until) for one in found)
