"""The screens of the receipts desk with something on them (収納), and each of its forms refused."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from server.casework.assess import assess_day, decide_assessment
from server.casework.dated_work import run_ages
from server.casework.import_receipts import import_receipts
from server.domain.ledger.amounts import Amounts
from server.exchange.store_file import write_store_file
from tests.browser.screens import REFUSED, Visit, button, go
from tests.casework.test_dated_work import born
from tests.money.conftest import with_rights
from tests.money.purse import CONSIGNOR, UNKNOWN, Purse
from tests.world import World

NOTICE = "0000000077"


def collection_visits(city: World) -> Iterator[Visit]:
    """The desk with a file of which one payment names nobody, and an assessment that waits."""
    purse = Purse(with_rights(city))
    purse.open_account(city.household("family").key, NOTICE, [Amounts(5000, 2000, 1000, 300)] * 4)
    made = assess_day(city.services, city.caller("saeki"))
    file = purse.file([(purse.number(purse.claim_keys[0]), 8300), (UNKNOWN, 500)])
    content = write_store_file(file, CONSIGNOR)
    done = import_receipts(
        city.services, city.caller("saeki"), "store_receipts", content, name="cvs-1118.txt", credited=file.total
    )
    yield from _birthdays(city)
    yield Visit("collection.show", "filled", "saeki", "/collection")
    yield Visit("collection.file", "filled", "saeki", f"/collection/files/{done.file_id}", rare=True)
    yield Visit("collection.suspense", "filled", "saeki", "/collection/suspense", rare=True)
    yield Visit("collection.day", "filled", "saeki", "/collection/day")
    yield Visit("collection.day", "empty", "saeki", "/collection/day?day=20260401", rare=True)
    yield Visit("collection.assessments", "filled", "okamura", "/collection/assessments")

    def too_late(page: Page) -> None:
        decide_assessment(city.services, city.caller("okamura"), made[0].assessment_no)
        button("form[action^='/collection/assessments/'] .btn")(page)

    yield Visit("collection.decide", REFUSED, "okamura", "/collection/assessments", too_late)
    yield Visit("collection.take_in", REFUSED, "saeki", "/collection", go)
    zero = button("form[action='/collection/no-payments'] .btn")
    yield Visit("collection.no_payments", REFUSED, "saeki", "/collection", zero, rare=True)


def _birthdays(city: World) -> Iterator[Visit]:
    """Somebody who reaches 70 soon, and somebody who reaches 40."""
    born(city, "1956-11-20")
    born(city, "1986-12-10", city.household("insured").members[1])
    run_ages(city.services)
    yield Visit("dated_work.show", "filled", "okamura", "/birthdays")
    yield Visit("dated_work.done", REFUSED, "okamura", "/birthdays", button("form[action^='/birthdays/'] .btn"))
