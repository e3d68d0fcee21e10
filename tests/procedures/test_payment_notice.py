"""納付確認 to each of its ends, and the yearly notices: what was paid in the calendar year, to the yen, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from server.casework.deploy_procedure import deploy_procedure
from server.casework.import_receipts import state_no_payments
from server.casework.issue_letters import issue_requested
from server.casework.match_receipts import match_file
from server.casework.payment_notices import Made, make_payment_notices
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.amounts import Amounts
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.domain.refusals import Refused
from server.store import ledger, letters, receipts
from server.store.ledger import Origin
from tests.money.conftest import with_rights
from tests.money.purse import Purse
from tests.procedures.outside import Api
from tests.world import TREE, World


def paid_up(city: World, *, debit: bool = False) -> Purse:
    """A family that paid two instalments of 8,300 yen at a store, and a third by debit."""
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, "payment_notice", title="納付", findings=())
    purse = Purse(with_rights(city))
    purse.open_account(city.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    purse.pay([(purse.number(key), 8300) for key in purse.claim_keys[:2]])
    if debit:
        debited(purse)
    return purse


def debited(purse: Purse) -> None:
    """What a bank debited on this day, as its result stands in the books."""
    city, day = purse.world, purse.world.clock.business_day()
    number = purse.number(purse.claim_keys[2])
    one = IncomingReceipt(1, "10000001", Stage.FINAL, number, 8300, day, day, Channel.DIRECT_DEBIT)
    file = IncomingFile("bank_receipts", Channel.DIRECT_DEBIT, "0001", 1, day, day, day, (one,))
    with city.uow() as uow:
        matched = match_file(uow, file, city.services.values(uow.conn))
        file_id = receipts.put_file(uow, file, name="bank", content_hash="0" * 64, credited=8300)
        receipts.put_receipts(uow, file_id, matched.receipts)
        ledger.write(uow, matched.postings, Origin(f"file:{file_id}"))
    purse.cash += 8300


def asked(city: World, **changes: JSON) -> dict[str, JSON]:
    return {
        "channel": "COUNTER",
        "received_on": city.clock.business_day().isoformat(),
        "household_key": city.household("family").key,
        "year": 2026,
        "purpose": "tax",
    } | changes


def applicant(who: str = "HEAD", proven: str = "yes") -> Mapping[str, JSON]:
    return {
        "applicant": who,
        "proven": proven,
        "paper": "運転免許証" if proven == "yes" else None,
        "mandate_on": "2026-11-01" if who in ("MANDATE", "LEGAL") else None,
    }


def start(api: Api, **changes: JSON) -> str:
    body = {"procedure": "payment_notice", "data": asked(api.city, **changes)}
    return str(api.post("saeki", "/cases", body).done()["case_id"])


def of_case(city: World, case_id: str) -> list[letters.Letter]:
    with city.database.read() as conn:
        return list(letters.letters_of_case(conn, case_id))


@pytest.mark.parametrize("who", ["HEAD", "MANDATE", "LEGAL"])
def test_whoever_owes_gets_what_he_paid_by_every_channel(town_api: Api, who: str) -> None:
    city = town_api.city
    paid_up(city)
    case_id = start(town_api)
    assert town_api.complete(case_id, "check_applicant", applicant(who), "saeki").done()["outcome"] == "issued"
    issue_requested(city.services)
    (letter,) = of_case(city, case_id)
    assert (letter.status, letter.delivery) == ("rendered", "WINDOW")
    assert letter.data is not None
    assert (letter.data["total"], letter.data["refunded"]) == (16600, None)
    assert letter.data["paid"] == [{"name": "納付書(コンビニエンスストア)", "amount": 16600}]


@pytest.mark.parametrize(("who", "proven"), [("OTHER", "yes"), ("HEAD", "no"), ("MANDATE", "no")])
def test_nobody_else_is_told_what_was_paid(town_api: Api, who: str, proven: str) -> None:
    paid_up(town_api.city)
    case_id = start(town_api)
    done = town_api.complete(case_id, "check_applicant", applicant(who, proven), "saeki").done()
    assert done["outcome"] == "not_told"
    assert of_case(town_api.city, case_id) == []


def test_a_year_without_payments_ends_without_a_letter(town_api: Api) -> None:
    paid_up(town_api.city)
    case_id = start(town_api, year=2025)
    assert town_api.complete(case_id, "check_applicant", applicant(), "saeki").done()["outcome"] == "nothing_paid"
    assert of_case(town_api.city, case_id) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"year": 2027}, "payment_year_ahead"),
        ({"year": 26}, "number_too_small"),
        ({"household_key": "0000099999"}, "household_not_found"),
        ({"household_key": None}, "required"),
    ],
)
def test_a_wrong_application_is_refused_at_once(town_api: Api, changes: dict[str, JSON], code: str) -> None:
    paid_up(town_api.city)
    body = {"procedure": "payment_notice", "data": asked(town_api.city, **changes)}
    assert town_api.post("saeki", "/cases", body).code == code


def yearly(city: World) -> Made:
    return make_payment_notices(city.services, city.caller("saeki"), 2026)


def test_the_yearly_notice_tells_of_debits_alone_once_and_waits_for_the_last_of_the_year(town: World) -> None:
    purse = paid_up(town, debit=True)
    with pytest.raises(Refused, match="payment_year_ahead"):
        yearly(town)
    town.clock.set(date(2027, 1, 20))
    with pytest.raises(Refused, match="payment_year_open"):
        yearly(town)
    state_no_payments(town.services, town.caller("saeki"), Channel.DIRECT_DEBIT, "0001", date(2026, 12, 31))
    assert yearly(town) == Made(1, 8300, 0, ())
    assert yearly(town) == Made(0, 0, 1, ())
    issue_requested(town.services)
    with town.database.read() as conn:
        (letter_id,) = letters.ids_in(conn, "rendered")
        letter = letters.get_letter(conn, letter_id)
    assert letter is not None
    assert letter.status == "rendered"
    assert letter.data is not None
    assert letter.data["paid"] == [{"name": "口座振替", "amount": 8300}]
    purse.agree()


def test_a_family_that_paid_by_slips_alone_gets_no_yearly_notice(town: World) -> None:
    paid_up(town)
    town.clock.set(date(2027, 1, 20))
    assert yearly(town) == Made(0, 0, 0, ())


def test_nobody_without_the_right_makes_the_notices(town: World) -> None:
    with pytest.raises(Refused, match="no_right"):
        make_payment_notices(town.services, town.caller("utsumi"), 2026)


def test_what_a_former_head_paid_is_told_to_nobody_until_a_person_has_looked(town_api: Api) -> None:
    city = town_api.city
    paid_up(city)
    case_id = start(town_api)
    town_api.complete(case_id, "check_applicant", applicant(), "saeki").done()
    head, wife = city.household("family").members[:2]
    city.change(RegisterChange("end_membership", "test/out", {"person_key": head.key, "on": "2026-11-10"}))
    becomes = {"person_key": wife.key, "household_key": city.household("family").key, "relation": "HEAD"}
    city.change(RegisterChange("put_membership", "test/head", becomes | {"valid_from": "2026-11-10"}))
    issue_requested(city.services)
    (letter,) = of_case(city, case_id)
    assert letter.status == "held"
    assert "payer_elsewhere" in str(letter.held_for)
