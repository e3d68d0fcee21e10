"""求償・返還 lowered below what was paid: the excess comes back to the yen, the case waits for it (過納金の還付)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from server.casework.deploy_procedure import load_values
from server.casework.watch_recoveries import watch_recoveries
from server.domain.effects import JSON
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.recoursing import TODAY, insured
from tests.procedures.test_benefit_recovery import (
    LATE,
    begun,
    decided,
    follow,
    found_by_night,
    money,
    ready,
    told,
)
from tests.shipped_values import shipped_rows
from tests.year.city import next_year_known

INTEREST = 3_700
"""343,000 yen (below 1,000 nothing) x 1.3 % x 303 days / 365 = 3,701 yen; hundreds are paid."""
PAID_BACK: dict[str, JSON] = {"paid_on": TODAY, "yen": 340_200, "interest": 0, "reference": "支-77"}


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


def rates_known(api: Api) -> None:
    """The rates of 2027 were told (as if those of 2026)."""
    on = date(2026, 1, 1)
    keys = ("late_charge.first_rate", "late_charge.after_rate", "refund_interest.rate")
    rows = [
        replace(one, valid_to=date(2027, 12, 31)) if one.key in keys and one.valid_from == on else one
        for one in (replace(each, confirm_again_by=date(2030, 4, 30)) for each in shipped_rows())
    ]
    load_values(api.city.services, api.city.system("procedure:deploy"), rows, origin="shipped")


def told_to_the_head(api: Api) -> list[str]:
    here = select(t.incidents.c.summary).where(t.incidents.c.kind == "claim_excess")
    with api.city.database.read() as conn:
        return [str(one) for one in conn.scalars(here)]


def test_a_demand_cancelled_after_it_was_paid_is_paid_back_before_the_case_ends(api: Api) -> None:
    """On both databases: asked back, paid in two parts, cancelled, raised again, cancelled, paid back once."""
    ready(api)
    case_id = found_by_night(api)
    decided(api, case_id, cause="LOSS").done()
    follow(api, case_id, "PAID", yen=200_000).done()
    follow(api, case_id, "PAID", yen=140_200, reference="H-2").done()
    assert follow(api, case_id, "REPAID", **PAID_BACK).code == "other_nothing_to_repay"
    insured(api.city, since="2026-07-01")
    follow(api, case_id, "AGAIN").done()
    decided(api, case_id, cause="LOSS", reason="引き続き加入していた").done()
    assert [line[2:] for line in money(api, case_id)][-1] == ("CHANGED", -340_200)
    letter = told(api, case_id, "changed")
    assert (letter["total"], letter["refund"]) == (0, 340_200)
    wrongs: dict[str, dict[str, JSON]] = {
        "other_repaid_differs": {"yen": 340_199},
        "other_repaid_interest": {"interest": 1_000},
    }
    for code, wrong in wrongs.items():
        assert follow(api, case_id, "REPAID", **(PAID_BACK | wrong)).code == code
    assert follow(api, case_id, "CLOSE", how="NO_CLAIM").code == "other_excess_open"
    follow(api, case_id, "GIVE_UP").done()
    said: dict[str, JSON] = {"basis": "債権管理条例第15条", "reason": "生活困窮"}
    assert api.complete(case_id, "give_up", said, "kuroda").done()["status"] == "active"
    assert watch_recoveries(api.city.services) == 1
    assert watch_recoveries(api.city.services, again=True) == 0
    assert told_to_the_head(api) == ["R8-000001-1 は 340,200円 納め過ぎです。返して記録してください"]


def test_what_is_paid_back_ends_the_case_and_is_never_paid_twice(desk: Api) -> None:
    case_id = found_by_night(desk)
    decided(desk, case_id, cause="LOSS").done()
    follow(desk, case_id, "PAID").done()
    insured(desk.city, since="2026-07-01")
    follow(desk, case_id, "AGAIN").done()
    decided(desk, case_id, cause="LOSS", reason="引き続き加入していた").done()
    follow(desk, case_id, "REPAID", **PAID_BACK).done()
    assert sum(line[-1] for line in money(desk, case_id)) == 0
    assert follow(desk, case_id, "REPAID", **(PAID_BACK | {"reference": "支-78"})).code == "other_nothing_to_repay"
    assert follow(desk, case_id, "CLOSE", how="NO_CLAIM").done()["outcome"] == "no_claim"


def test_what_art_65_took_too_much_comes_back_with_its_late_charge_and_interest(desk: Api) -> None:
    """All of the levy falls: 340,200 and the late charge of 3,300, with interest from the day after each payment."""
    case_id = begun(desk, cause="FRAUD")
    decided(desk, case_id, cause="FRAUD").done()
    desk.city.clock.set(date(2027, 2, 1))
    follow(desk, case_id, "REMIND").done()
    next_year_known(desk.city)
    desk.city.clock.set(date(2027, 2, 17))
    follow(desk, case_id, "PAID", paid_on="2027-02-17").done()
    follow(desk, case_id, "PAID", paid_on="2027-02-17", yen=LATE, reference="H-2").done()
    desk.city.clock.set(date(2027, 12, 17))
    follow(desk, case_id, "AGAIN").done()
    zero: list[JSON] = [{"claim_no": "26090001", "yen": 0}]
    decided(desk, case_id, cause="FRAUD", items=zero).done()
    assert [line[2:] for line in money(desk, case_id)][-2:] == [("CHANGED", -340_200), ("LATE_CHARGE", -LATE)]
    back: dict[str, JSON] = {"paid_on": "2027-12-17", "yen": 340_200 + LATE, "reference": "支-79"}
    assert follow(desk, case_id, "REPAID", interest=INTEREST, **back).code == "value_missing"
    rates_known(desk)
    assert follow(desk, case_id, "REPAID", interest=0, **back).code == "other_repaid_interest"
    follow(desk, case_id, "REPAID", interest=INTEREST, **back).done()
    assert sum(line[-1] for line in money(desk, case_id)) == 0
    assert follow(desk, case_id, "CLOSE", how="NO_CLAIM").done()["outcome"] == "no_claim"
