"""The forms of 減免, 充当 and 還付 as clerks meet them: at the receipt, the draft, the second check, the decision."""

from __future__ import annotations

from collections.abc import Iterator

from server.casework.refund_files import cut_file
from tests.browser.screens import REFUSED, Visit, emptied, go
from tests.procedures.outside import Api
from tests.procedures.refunding import Payer, agreed, at_work, checked, claim, confirm, decided, found
from tests.procedures.relieving import begun, enter, opened
from tests.procedures.test_refund import PAY_ON
from tests.world import World


def relief_visits(city: World) -> Iterator[Visit]:
    """Two applications of a household, one of them drafted and checked."""
    desk = opened(Api(city))
    yield Visit("start.fill_in", "relief", "saeki", "/start/premium_relief", rare=True)
    yield Visit("start.take_in", "refused relief", "saeki", "/start/premium_relief", emptied, rare=True)
    other, case_id = begun(desk, "INCOME_DROP"), begun(desk, "DISASTER")
    yield Visit("cases.receipt", "relief", "saeki", f"/cases/{case_id}/receipt", rare=True)
    entry = task(city, other, "enter")
    yield Visit("tasks.show", "relief draft", "saeki", entry, rare=True)
    yield Visit("tasks.hand_in", "refused relief draft", "saeki", entry, emptied, rare=True)
    enter(desk, other).done()
    enter(desk, case_id, "DISASTER").done()
    yield Visit("tasks.show", "relief check", "okamura", task(city, case_id, "check"), rare=True)
    desk.check(case_id).done()
    yield Visit("tasks.show", "relief decision", "kuroda", task(city, case_id, "decide"))
    yield Visit("households.show", "relief open", "okamura", f"/households/{city.household('insured').key}", rare=True)
    yield from refund_visits(at_work(desk))


def refund_visits(desk: Api) -> Iterator[Visit]:
    """An overpayment with interest, from its causes to the file for the bank."""
    city, payer = desk.city, Payer(desk)
    city.grant("saeki", "refund:pay")
    payer.pay(0, 28_000, PAY_ON.replace(month=6))
    payer.levy(0, 0, 0, 0)
    found(desk)
    case_id = payer.case()
    entry = task(city, case_id, "enter")
    yield Visit("tasks.show", "causes", "saeki", entry, rare=True)
    yield Visit("tasks.hand_in", "refused causes", "saeki", entry, go, rare=True)
    confirm(desk, case_id).done()
    yield Visit("tasks.show", "causes check", "okamura", task(city, case_id, "check"), rare=True)
    checked(desk, case_id).done()
    yield Visit("tasks.show", "causes decision", "kuroda", task(city, case_id, "decide"), rare=True)
    decided(desk, case_id).done()
    case_id = payer.case("refund")
    entry = task(city, case_id, "enter")
    yield Visit("tasks.show", "claim", "saeki", entry, rare=True)
    yield Visit("tasks.hand_in", "refused claim", "saeki", entry, go, rare=True)
    claim(desk, case_id, payer.overpaid()).done()  # what other visits owe was set off
    yield Visit("tasks.show", "claim check", "okamura", task(city, case_id, "check"), rare=True)
    agreed(desk, case_id).done()
    yield Visit("tasks.show", "claim decision", "kuroda", task(city, case_id, "decide"), rare=True)
    decided(desk, case_id).done()
    cut_file(city.services, city.caller("saeki"), PAY_ON)
    yield Visit("refunds.show", "file out", "saeki", "/refunds", rare=True)
    entry = task(city, case_id, "follow")
    yield Visit("tasks.show", "result", "saeki", entry, rare=True)
    yield Visit("tasks.hand_in", f"{REFUSED} result", "saeki", entry, go, rare=True)


def task(city: World, case_id: str, element: str) -> str:
    """The address of the open task of an element."""
    return f"/tasks/{city.open_task(case_id, element).task_id}"
