"""PM03 in its sharpened form: who may have left is not dunned before somebody has looked, and is not forgotten (M8)."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.begin_withdrawal import Cause, begin_withdrawal
from server.domain.effects import Message, RegisterChange
from server.store import levy_due, mail_packs, messages
from tests.money.dunning import Dunning, Walk, staff, value
from tests.procedures.leaving import deployed
from tests.procedures.moving import move
from tests.procedures.outside import Api

YESTERDAY = date(2026, 11, 17)


@pytest.fixture
def walk(town_api: Api) -> Walk:
    """An insured household and another one owe; every channel is in."""
    staff(town_api.city)
    dunning = Dunning(town_api.city)
    dunning.owes("insured")
    dunning.owes("family")
    dunning.in_up_to(YESTERDAY)
    return Walk(town_api, dunning)


def reasons(walk: Walk) -> dict[str, tuple[str, str | None, bool]]:
    """Reason, owner, and whether a date stands, by the household's name."""
    names = {claim: name for name, claim in walk.dunning.claims.items()}
    lines = walk.dunning.lines().values()
    return {names[one.claim_key]: (one.reason, one.owner, one.dun_by is not None) for one in lines}


LOOKED_AT = {"insured": ("CHANGING", "levy", True), "family": ("ISSUE", None, False)}


def test_pm03_an_insurance_elsewhere_seen_by_the_hub_holds_the_letter(walk: Walk) -> None:
    """The overlap that OQS/NWS or the monthly list shows, with no case open: to the levy's officers, by a date."""
    city = walk.api.city
    person = city.household("insured").members[0].key
    said = {"person_key": person, "insurer_kind": "SOCIAL", "insurer_name": "試験健康保険組合", "insurer_number": "1"}
    city.change(RegisterChange("put_other_insurance", "test/overlap", said | {"valid_from": "2026-10-01"}))
    walk.dunning.settle("insured")
    walk.start().listed()
    assert reasons(walk) == LOOKED_AT


def test_pm03_an_open_case_of_eligibility_holds_the_letter(walk: Walk) -> None:
    """Natori 2025: the loss was known, its case open, and the levy not yet computed anew."""
    city = walk.api.city
    deployed(city)
    home = city.household("insured")
    cause = Cause("death", home.key, (home.members[0].key,), date(2026, 11, 10), "J-9", "死亡", "J-9")
    with city.uow() as uow:
        assert begin_withdrawal(city.services, uow, cause) is not None
    walk.dunning.settle("insured")
    walk.start().listed()
    assert reasons(walk) == LOOKED_AT


def test_pm03_a_levy_that_waits_to_be_looked_at_holds_the_letter(walk: Walk) -> None:
    """Something of the household changed, and nobody has computed its levy anew yet."""
    city = walk.api.city
    home = city.household("insured")
    change = RegisterChange("put_household", "test/levy", {"valid_from": "2026-10-01"})
    with city.uow() as uow:
        levy_due.mark(uow, change, [home.key], event="test")
    walk.start().listed()
    assert reasons(walk) == LOOKED_AT


@pytest.mark.parametrize(("event", "days", "held"), [("death", 5, True), ("move_out", 0, True), ("death", 6, False)])
def test_pm03_a_death_or_a_move_out_of_the_last_five_days_holds_the_letter(
    walk: Walk, event: str, days: int, held: bool
) -> None:
    """As the resident register told it, whatever became of the record."""
    city = walk.api.city
    record = move(event=event, household_key=city.household("insured").key)
    city.clock.set(date(2026, 11, 18))
    with city.uow() as uow:
        messages.put_message(uow, Message("resident_move", "J-1", {}, record))
    city.clock.set(date(2026, 11, 18 + days))
    walk.dunning.in_up_to(date(2026, 11, 17 + days))
    walk.start().listed()
    assert reasons(walk)["insured"][0] == ("CHANGING" if held else "ISSUE")


def test_pm03_no_list_is_drawn_while_letters_lie_unopened_in_the_post_pack(walk: Walk) -> None:
    """A loss may be told in one of them; today's pack may be under way, and a city may decide otherwise."""
    city = walk.api.city
    city.clock.set(YESTERDAY)
    with city.uow() as uow:
        mail_packs.open_pack(uow, "chuo", "郵便受け", ["R8-900001", "R8-900002"])
    city.clock.set(date(2026, 11, 18))
    with city.uow() as uow:
        mail_packs.settle_label(uow, "R8-900001", "referred", reason="他課あて")
        mail_packs.open_pack(uow, "chuo", "郵便受け", ["R8-900003"])
    walk.start()
    refused = walk.do("confirm_receipts", result="list", cut_off=YESTERDAY.isoformat(), reason=None)
    assert (refused.code, "1 env" in str(refused.body) or "1通" in str(refused.body)) == ("dunning_mail_unsorted", True)
    assert walk.dunning.run().cut_off is None
    value(city, "dunning.mail_sorted", False)
    walk.listed()
    assert reasons(walk) == {"insured": ("ISSUE", None, False), "family": ("ISSUE", None, False)}
