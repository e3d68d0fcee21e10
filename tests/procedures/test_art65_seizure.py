"""国保法65条の徴収金: dunned, seized for and distributed to its end, never in the premium's books (法79条の2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from server.casework.assess import assess_day
from server.casework.wake_cases import wake_due
from server.casework.watch_recoveries import watch_recoveries
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.store import art65_debts, ledger, other_claims, registers, seizures
from server.store import tables as t
from tests.benefit_files import claim
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.recoursing import at_work, claims
from tests.procedures.seizing import (
    HEAD,
    HOUSE,
    arrears_town,
    copied,
    draft,
    pay_all,
    put_asset,
    serve,
    sign,
)
from tests.procedures.test_benefit_recovery import begun, decided, follow
from tests.procedures.test_benefit_recovery import money as lines_of
from tests.procedures.test_refund_lapse import clean
from tests.procedures.test_seizure import printed
from tests.procedures.test_seizure_after import agree, child
from tests.procedures.test_seizure_after import money as brought
from tests.year.city import next_year_known

DUNNED, SEIZED, PAID = date(2027, 2, 1), date(2027, 3, 4), date(2027, 3, 8)
LEVIED = 340_200
LATE = 4_900
"""340,000 yen x (2.8 % x 31 days from 19 December + 9.1 % x 49 days to 8 March) / 365 = 4,962."""
COST = 1_000


def levied(api: Api) -> str:
    """The couple's head got treatment by fraud: the decision of art. 65, dunned; the premium of the couple is paid."""
    arrears_town(api.city)
    at_work(api, "benefit_recovery")
    claims(api.city, claim(person=HEAD))
    next_year_known(api.city)
    case_id = begun(api, cause="FRAUD", household_key=HOUSE, person_key=HEAD)
    decided(api, case_id, cause="FRAUD").done()
    api.city.clock.set(DUNNED)
    follow(api, case_id, "REMIND").done()
    assess_day(api.city.services, api.city.caller("hotta"))
    api.city.clock.set(SEIZED)
    return case_id


def seized_for(api: Api, case_id: str) -> str:
    """Passed on to enforcement: the seizure's own case, drafted, compared, decided, signed and served."""
    follow(api, case_id, "SEIZE").done()
    seizure = child(api.city, "seizure")
    put_asset(api.city, api)
    typed = draft()
    api.complete(seizure, "enter", typed, "toda").done()
    api.complete(seizure, "check", copied(typed), "kagami").done()
    api.complete(seizure, "decide", {"result": "approve"}, "sakai").done()
    sign(api, seizure).done()
    serve(api, seizure, served_hour=8).done()
    assess_day(api.city.services, api.city.caller("hotta"))
    return seizure


def ends_on(api: Api, case_id: str) -> date:
    with api.city.database.read() as conn:
        (one,) = other_claims.claims_of_case(conn, case_id)
        acts = other_claims.acts_of_cases(conn, [case_id])
        return art65_debts.ends_on(one, acts, api.city.services.values(conn))


def debts(api: Api, seizure: str) -> list[Any]:
    with api.city.database.read() as conn:
        return list(seizures.debts_of(conn, [seizure])[seizure])


def test_fraud_is_seized_for_and_what_comes_in_closes_its_case(api: Api) -> None:
    """On both databases: nothing but art. 65 is owed; costs, principal, late charge to the day of payment, the rest."""
    case_id = levied(api)
    pay_all(api.city)
    seizure = seized_for(api, case_id)
    (debt,) = debts(api, seizure)
    assert debt.principal == LEVIED
    assert ends_on(api, case_id) == date.max
    letter = printed(api.city, seizure)["seizure/record"].data
    assert letter is not None
    assert "第65条" in letter["art65"]
    assert watch_recoveries(api.city.services) == 0
    api.city.clock.set(PAID)
    deposit = brought(api, api.city.case(seizure).number, LEVIED + LATE + COST + 5_000, PAID.isoformat())
    api.complete(deposit, "enter", {"result": "propose", "cost": COST, "creditors": []}, "toda").done()
    agree(api, deposit, "shares")
    assert follow(api, case_id, "CLOSE").code == "recourse_open_claim"
    api.city.clock.set(date(2027, 3, 15))
    wake_due(api.city.services)
    api.complete(deposit, "pay", {"result": "pay"}, "toda").done()
    assert api.city.case(deposit).outcome == "distributed"
    assert [line[2:] for line in lines_of(api, case_id)] == [
        ("RECOVERY_CLAIM", LEVIED),
        ("COST", COST),
        ("LATE_CHARGE", LATE),
        ("RECEIPT", -LEVIED - LATE - COST),
    ]
    with api.city.database.read() as conn:
        (kept,) = seizures.deposits_of(conn, [HOUSE])[HOUSE]
        assert not [one for one in ledger.lines_of(conn, HOUSE) if one.posting.value_on == PAID]
    assert (kept.applied, kept.surplus) == (LEVIED + LATE + COST, 5_000)
    assert follow(api, case_id, "CLOSE").done()["outcome"] == "recovered"
    assess_day(api.city.services, api.city.caller("hotta"))
    clean(api)


def test_premium_and_art_65_are_seized_for_together_and_covered_in_the_order_of_their_due_dates(town_api: Api) -> None:
    """What comes in covers the older premium wholly, then the claim of art. 65 in part; each in its own books."""
    case_id = levied(town_api)
    seizure = seized_for(town_api, case_id)
    owed = {one.claim_key: one.principal for one in debts(town_api, seizure)}
    premium = sum(yen for key, yen in owed.items() if not key.startswith(case_id))
    assert (len(owed), owed[f"{case_id}/1"]) == (5, LEVIED)
    town_api.city.clock.set(PAID)
    number = town_api.city.case(seizure).number
    deposit = brought(town_api, number, premium + 100_000, PAID.isoformat())
    town_api.complete(deposit, "enter", {"result": "propose", "cost": 0, "creditors": []}, "toda").done()
    agree(town_api, deposit, "shares")
    town_api.city.clock.set(date(2027, 3, 15))
    wake_due(town_api.city.services)
    town_api.complete(deposit, "pay", {"result": "pay"}, "toda").done()
    assert lines_of(town_api, case_id)[-1][2:] == ("RECEIPT", -100_000)
    with town_api.city.database.read() as conn:
        assert sum(one.open.principal.total for one in ledger.claims(conn, owed).values()) == 0
    assess_day(town_api.city.services, town_api.city.caller("hotta"))
    clean(town_api)


def test_nobody_elses_assets_answer_for_what_art_65_asks_of_a_member(town_api: Api) -> None:
    """The wife's claim is not among the debts of the payer: the collectors are told, no seizure begins by itself."""
    case_id = levied(town_api)
    with town_api.city.uow() as uow:
        (one,) = other_claims.claims_of_case(uow.conn, case_id)
        names = other_claims.OtherClaim.__slots__
        other: dict[str, JSON] = {name: str(getattr(one, name)) for name in names} | {
            "accounting_year": one.accounting_year
        }
        other |= {"claim_key": f"{case_id}/9", "person_key": "000000000001062", "debtor": "三浦 由紀", "yen": 10_000}
        other |= {"number": f"{one.number}9", "reason": "返納金の調定", "second_user": None}
        uow.audit("art65.test", object_kind="case", object_key=case_id)
        change = RegisterChange("fix_other_claim", "test/other", other)
        registers.apply_change(uow, change, event="test", case_id=case_id)
    follow(town_api, case_id, "SEIZE").done()
    assert Records(town_api.city, "").rows(t.cases, slug="seizure") == []


def test_what_art_65_asks_is_seized_for_on_the_last_day_of_its_two_years_and_not_after(town_api: Api) -> None:
    """国民健康保険法110条1項, PM15: the guard stands where the seizure is signed, whatever was decided before."""
    case_id = levied(town_api)
    pay_all(town_api.city)
    last = ends_on(town_api, case_id)
    claim_key = f"{case_id}/1"
    with town_api.city.database.read() as conn:
        values = town_api.city.services.values(conn)
        art65_debts.refuse_gone(conn, [claim_key], last, values)
        with pytest.raises(Refused) as caught:
            art65_debts.refuse_gone(conn, [claim_key], last + timedelta(days=1), values)
    assert caught.value.code == "claim_prescribed"
    follow(town_api, case_id, "SEIZE").done()
    seizure = child(town_api.city, "seizure")
    put_asset(town_api.city, town_api)
    typed = draft()
    town_api.complete(seizure, "enter", typed, "toda").done()
    town_api.complete(seizure, "check", copied(typed), "kagami").done()
    town_api.complete(seizure, "decide", {"result": "approve"}, "sakai").done()
    town_api.city.clock.set(last + timedelta(days=1))
    assert sign(town_api, seizure).code == "seizure_prescribed"
    assert debts(town_api, seizure) == []
