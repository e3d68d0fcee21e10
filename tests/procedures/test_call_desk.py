"""Contracted callers (納付案内員): what they see of whom, what they may write down, and what they are refused."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.arrears_desk import log_call, write_contact
from server.casework.callers import Caller
from server.casework.views.arrears import board
from server.casework.views.calls import call_list, call_sheet
from server.casework.views.household_arrears import household_arrears
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Grant
from server.store import contacts
from server.store.arrears_board import Wanted
from server.store.grants import give
from server.store.users import NewUser, issue_user
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears
from tests.world import DAY, World

NO_ANSWER = {"spoken_to": "NOBODY", "result": "NO_ANSWER"}
PROMISE = {"spoken_to": "HEAD", "result": "PROMISE", "promised_on": "R8.11.25", "promised_yen": "56,000"}


@pytest.fixture
def debtor(town_api: Api) -> Debtor:
    return town_in_arrears(town_api)


@pytest.fixture
def contracted(debtor: Debtor) -> Caller:
    """The demo's contracted caller: of the typing centre, for every ward."""
    return debtor.world.caller("annai1")


def caller_of_the_north(city: World) -> Caller:
    """A contracted caller for one ward alone."""
    ends = date(2027, 4, 1)
    who = ("annai2", "20002", "大野 楓", "オオノ　カエデ", "center", "contractor", "納付案内員")
    with city.uow() as uow:
        issue_user(uow, NewUser(*who, DAY, ends, "demo-request"))
        give(uow, "annai2", [Grant("call:list", "kita", DAY, ends)], requested_by="demo-request")
        uow.audit("user.issue", object_kind="user", object_key="annai2")
    return city.caller("annai2")


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=code)


def test_he_sees_name_telephone_and_what_is_owed_and_writes_down_a_promise(debtor: Debtor, contracted: Caller) -> None:
    services = debtor.world.services
    (one,) = call_list(services, contracted)
    assert (one.name, one.now, len(one.lines)) == ("三浦 健", 56_000, 2)
    assert one.phone
    assert set(one.lines[0]) == {"levy_year", "no", "due_on", "open"}
    assert call_sheet(services, contracted, debtor.house) == one
    log_call(services, contracted, debtor.house, PROMISE, "page1")
    log_call(services, contracted, debtor.house, PROMISE, "page1")
    with debtor.world.database.read() as conn:
        (kept,) = contacts.contacts_of(conn, debtor.house)
    assert (kept.way, kept.by_user, kept.promised_on, kept.promised_yen) == (
        "PHONE",
        "annai1",
        date(2026, 11, 25),
        56_000,
    )
    assert call_list(services, contracted) == (), "whoever was spoken to today is not called again"
    debtor.news()
    assert debtor.step() == "LOOK", "the hub waits for the day of the promise"


def test_whoever_paid_today_is_not_on_the_list_and_nothing_is_written(debtor: Debtor, contracted: Caller) -> None:
    services = debtor.world.services
    claims = debtor.purse.claims()
    keys = [debtor.purse.claim_keys[place] for place in range(4)]
    debtor.purse.pay([(debtor.purse.number(key), claims[key].open.total) for key in keys])
    assert call_list(services, contracted) == ()
    for act in (
        lambda: call_sheet(services, contracted, debtor.house),
        lambda: log_call(services, contracted, debtor.house, NO_ANSWER, "page1"),
    ):
        with refused("call_not_listed"):
            act()
    with debtor.world.database.read() as conn:
        assert contacts.contacts_of(conn, debtor.house) == ()


def test_a_protected_household_is_neither_shown_nor_told_of(town_api: Api) -> None:
    protected = town_in_arrears(town_api, house=town_api.city.household("protected").key)
    contracted = protected.world.caller("annai1")
    assert protected.step() == "CALL", "it stands on the collectors' board to be called"
    assert call_list(protected.world.services, contracted) == ()
    with refused("call_not_listed"):
        log_call(protected.world.services, contracted, protected.house, NO_ANSWER, "page1")


def test_what_is_not_his_is_refused(debtor: Debtor, contracted: Caller) -> None:
    services = debtor.world.services
    with refused("no_right"):
        household_arrears(services, contracted, debtor.house, None)
    with refused("no_right"):
        write_contact(services, contracted, debtor.house, {**NO_ANSWER, "way": "PHONE"}, "page1")
    assert board(services, contracted, Wanted(), 1).lines == ()
    for unknown in ("0000000101", "9999999999", "x" * 400):
        with refused("call_not_listed"):
            log_call(services, contracted, unknown, NO_ANSWER, "page1")


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({}, {"spoken_to", "result"}),
        ({**PROMISE, "promised_on": ""}, {"promised_on"}),
        ({**PROMISE, "promised_on": "R8.11.18"}, {"promised_on"}),
        ({**PROMISE, "promised_yen": "many"}, {"promised_yen"}),
        ({**NO_ANSWER, "note": "あ" * 401}, {"note"}),
        ({"spoken_to": "HEAD", "result": "CALL_BACK"}, {"call_back_on"}),
        ({"spoken_to": "KING", "result": "SEIZE"}, {"spoken_to", "result"}),
    ],
)
def test_every_wrong_field_is_told_and_nothing_is_written(
    debtor: Debtor, contracted: Caller, wrong: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(InputInvalid) as told:
        log_call(debtor.world.services, contracted, debtor.house, wrong, "page1")
    assert {one.path for one in told.value.errors} == fields


def test_another_offices_households_are_not_his(debtor: Debtor) -> None:
    north = caller_of_the_north(debtor.world)
    assert call_list(debtor.world.services, north) == ()
    with refused("call_not_listed"):
        call_sheet(debtor.world.services, north, debtor.house)
