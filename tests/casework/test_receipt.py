"""The receipt (受付票): printed at once by whoever took the notification in, whoever the citizen is."""

from __future__ import annotations

import pytest

from server.casework.print_receipt import receipt_of, receipt_pdf
from server.domain.refusals import Refused
from server.printing.pdf_pages import count_pages
from server.store import audit, letters
from tests.world import World


@pytest.mark.parametrize("household", ["single", None, "protected"])
def test_whoever_took_it_in_prints_the_receipt_at_once(town: World, household: str | None) -> None:
    started = town.start(household)
    shown = receipt_of(town.services, town.caller("saeki"), started.case_id)
    assert (shown.number, shown.clerk, shown.has_pdf) == (started.number, "佐伯 由美", True)
    assert shown.papers == ("資格取得届", "資格喪失証明書")
    name, pdf = receipt_pdf(town.services, town.caller("saeki"), started.case_id)
    assert name.endswith(".pdf")
    assert count_pages(pdf) == 1


def test_the_receipt_is_archived_and_the_print_is_on_record(town: World) -> None:
    started = town.start("single")
    _, pdf = receipt_pdf(town.services, town.caller("saeki"), started.case_id)
    with town.database.read() as conn:
        events = audit.events_of(conn, case_id=started.case_id)
        (kept,) = [event for event in events if event.kind == "receipt.archive"]
        known = letters.archived(conn, str(kept.detail["pdf"]))
    assert "receipt.print" in [event.kind for event in events]
    assert town.services.archive.get(str(kept.detail["pdf"])) == pdf
    assert known is not None
    assert known.size == len(pdf)


def test_the_receipt_again_is_the_same_to_the_byte(town: World) -> None:
    started = town.start("single")
    _, first = receipt_pdf(town.services, town.caller("saeki"), started.case_id)
    town.clock.wait(hours=2)
    _, again = receipt_pdf(town.services, town.caller("saeki"), started.case_id)
    assert again == first


def test_the_receipt_of_the_protected_is_not_for_others_nor_any_for_another_ward(town: World) -> None:
    protected, plain = town.start("protected"), town.start("single")
    with pytest.raises(Refused, match="protected_person"):
        receipt_pdf(town.services, town.caller("utsumi"), protected.case_id)
    with pytest.raises(Refused, match="out_of_scope"):
        receipt_pdf(town.services, town.caller("kitano"), plain.case_id)


def test_whoever_took_in_the_protected_prints_their_receipt_on_that_day_and_not_later(town: World) -> None:
    started = town.start("protected")
    town.clock.wait(hours=24)
    with pytest.raises(Refused, match="protected_person"):
        receipt_pdf(town.services, town.caller("saeki"), started.case_id)
    receipt_pdf(town.services, town.caller("okamura"), started.case_id)
