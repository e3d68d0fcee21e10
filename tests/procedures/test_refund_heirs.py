"""A dead payer's refund parted among his heirs, through the API: each claims, is checked and is paid for himself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from server.casework.refund_files import cut_file
from server.casework.watch_refunds import watch_refunds
from server.domain.effects import JSON, RegisterChange
from server.domain.refund.heirs import heirs_last_day
from server.store import assessments, refund_shares, refunds, registers
from server.store import tables as t
from tests.procedures.outside import Api, Reply
from tests.procedures.refunding import (
    Payer,
    agreed,
    at_work,
    claim,
    decided,
    letters_of,
    overpaid_refund,
    proved,
    set_off,
)
from tests.shipped_values import shipped_values
from tests.world import World

PAY_ON = date(2026, 11, 25)
AT = {"postal_code": "000-0012", "address": "若葉市中央区青柳町1番2号"}
HEIRS: tuple[tuple[str, str, int, int], ...] = (
    ("桑原 良子", "SPOUSE", 1, 2),
    ("桑原 一", "CHILD", 1, 6),
    ("桑原 二葉", "CHILD", 1, 6),
    ("桑原 三郎", "CHILD", 1, 6),
)
KANA = {"桑原 良子": "クワバラ　ヨシコ", "桑原 一": "クワバラ　ハジメ"}


@pytest.fixture
def desk(town_api: Api) -> Api:
    town_api.city.grant("saeki", "refund:pay")
    return at_work(town_api)


def succeeded(api: Api, case_id: str, *heirs: tuple[str, str, int, int]) -> None:
    """The succession to the household's head was decided."""
    home = api.city.household("family")
    rows: list[JSON] = [
        {"heir_no": no, "name": name, "kin": kin, "acceptance": "ACCEPTED", "share_of": of, "share_in": whole}
        | {"answers_up_to": None, **AT}
        for no, (name, kin, of, whole) in enumerate(heirs, 1)
    ]
    payload: dict[str, JSON] = {
        "succession_key": "succession",
        "household_key": home.key,
        "case_id": case_id,
        "dead_key": home.head.key,
        "died_on": "2026-11-01",
        "state": "TRANSFERRED",
        "representative": 1,
        "represented_by": "DESIGNATED",
        "heirs": rows,
        "parts": [],
    }
    with api.city.uow() as uow:
        registers.apply_change(uow, RegisterChange("put_succession", "test/succession", payload), event="test")
        uow.audit("test.succession", object_kind="household", object_key=home.key)


def part(api: Api, case_id: str) -> Reply:
    return api.complete(case_id, "enter", {"result": "PART"}, "saeki")


def parted(api: Api, left: int = 5_999) -> tuple[Payer, dict[int, str]]:
    """22,001 yen among a spouse and three children: each heir's own case by number."""
    payer, case_id = overpaid_refund(api, left=left)
    succeeded(api, case_id, *HEIRS)
    assert part(api, case_id).done()["outcome"] == "given_back"
    with api.city.database.read() as conn:
        rows = conn.execute(select(t.refund_shares.c.heir_no, t.refund_shares.c.refund_key)).all()
    return payer, {int(no): str(key) for no, key in rows}


def claimed(api: Api, case_id: str, yen: int, name: str, **says: JSON) -> Reply:
    kana: dict[str, JSON] = {"way": "OWN_SHARE", "payee_kana": KANA[name], "holder_kana": "ｸﾜﾊﾞﾗ ﾖｼｺ"}
    return claim(api, case_id, yen, **(kana | says))


def state(api: Api, case_id: str) -> refunds.Refund:
    with api.city.database.read() as conn:
        found = refunds.of_case(conn, case_id)
    assert found is not None
    return found


def test_each_heir_gets_his_own_part_and_what_one_leaves_stays_payable(api: Api) -> None:
    """On both databases: 22,001 yen to the yen; two are paid by one file, nobody twice, the others' parts stand."""
    at_work(api)
    api.city.grant("saeki", "refund:pay")
    payer, mine = parted(api)
    assert [state(api, mine[no]).yen for no in (1, 2, 3, 4)] == [11_000, 3_667, 3_667, 3_667]
    told = letters_of(api, mine[2])["refund/notice"].data
    assert told is not None
    addressee: Any = told["addressee"]
    assert (addressee["name"], told["yen"]) == ("桑原 一", 3_667)
    claimed(api, mine[1], 11_000, "桑原 良子").done()
    agreed(api, mine[1]).done()
    decided(api, mine[1]).done()
    claimed(api, mine[2], 3_667, "桑原 一", holder_kana="ｸﾜﾊﾞﾗ ﾊｼﾞﾒ", account_number="7654321").done()
    agreed(api, mine[2], "7654321").done()
    decided(api, mine[2]).done()
    assert payer.overpaid() == 22_001 - 14_667
    file = cut_file(api.city.services, api.city.caller("saeki"), PAY_ON)
    assert (file.count, file.total) == (2, 14_667)
    assert [state(api, mine[no]).state for no in (1, 2, 3, 4)] == ["ORDERED", "ORDERED", "WAITING", "WAITING"]
    with api.city.database.read() as conn:
        row = conn.execute(select(t.overpayments.c.state)).scalar_one()
        keys = [one.overpayment_key for one in refund_shares.of_refund(conn, mine[3])]
        assert refund_shares.done_of(conn, keys)[keys[0]] == {1, 2}
    assert row == "REFUND"
    proved(api)


WRONG: list[tuple[dict[str, JSON], str]] = [
    ({"amount": 22_001}, "refund_amount_changed"),
    ({"holder_kana": "ｸﾜﾊﾞﾗ ﾄｵﾙ"}, "refund_holder_differs"),
    ({"way": "ACCOUNT", "payee_kana": None}, "refund_way_wrong"),
    ({"way": "HEIR", "payee_kana": None, "payee_name": "桑原 良子", "ground_paper": "届"}, "refund_way_wrong"),
    ({"payee_kana": None}, "required"),
    ({"payee_kana": "くわばら"}, "not_canonical"),
]


def _without_amount(says: dict[str, JSON]) -> dict[str, JSON]:
    return {name: one for name, one in says.items() if name != "amount"}


def paid_twice(api: Api) -> tuple[Payer, str]:
    """22,000 yen paid by mistake nearly two years ago: the claim ends on 1 December 2026."""
    payer = Payer(api, due=(date(2026, 6, 30),), each=28_000)
    payer.pay(0, 28_000, date(2024, 11, 1))
    payer.pay(0, 22_000, date(2024, 12, 1))
    set_off(api, payer)
    return payer, payer.case("refund")


def test_an_heir_claims_for_himself_alone_and_his_part_goes_nowhere_else(desk: Api) -> None:
    """Wrong ways, yen and names beside their fields; no set-off, no second parting, no second case by hand."""
    payer, mine = parted(desk)
    for says, code in WRONG:
        reply = claimed(desk, mine[1], int(str(says.get("amount", 11_000))), "桑原 良子", **_without_amount(says))
        found = {one["code"] for one in reply.body.get("errors", [])} | {reply.code}
        assert code in found, (says, reply.body)
    for result in ("BACK", "PART"):
        assert desk.complete(mine[1], "enter", {"result": result}, "saeki").code == "refund_is_heirs"
    body = {"channel": "COUNTER", "received_on": "2026-11-18", "household_key": payer.house}
    assert desk.post("saeki", "/cases", {"procedure": "refund", "data": body}).code == "refund_nothing"
    assert claimed(desk, mine[1], 11_000, "桑原 良子", mandate_seen=True, holder_kana="ﾔﾏﾉ ｲﾁﾛｳ").status < 300
    assert payer.overpaid() == 22_001
    proved(desk)


def test_a_refund_is_parted_only_once_and_only_among_several_heirs(desk: Api) -> None:
    _, case_id = overpaid_refund(desk)
    assert part(desk, case_id).code == "refund_no_heirs"
    succeeded(desk, case_id, ("桑原 良子", "SPOUSE", 1, 1))
    assert part(desk, case_id).code == "refund_no_heirs"
    assert state(desk, case_id).state == "WAITING"


def test_an_heirs_claim_does_not_lapse_before_six_months_behind_the_finding_of_the_heirs(desk: Api) -> None:
    """The payer died shortly before the last day; each heir's own claim ends by itself (民法160条)."""
    payer, case_id = paid_twice(desk)
    last = state(desk, case_id).lapses_on
    assert last == date(2026, 12, 1)
    with desk.city.uow() as uow:
        assessments.assess(uow, "day")
    succeeded(desk, case_id, *HEIRS)
    part(desk, case_id).done()
    with desk.city.database.read() as conn:
        mine = [str(one) for one in conn.scalars(select(t.refund_shares.c.refund_key))]
    assert {state(desk, one).lapses_on for one in mine} == {
        heirs_last_day(last, desk.city.clock.business_day(), shipped_values())
    }
    assert state(desk, mine[0]).lapses_on > last + timedelta(days=150)
    desk.city.clock.set(state(desk, mine[0]).lapses_on)
    watch_refunds(desk.city.services)
    assert {state(desk, one).state for one in mine} == {"WAITING"}
    desk.city.clock.set(state(desk, mine[0]).lapses_on + timedelta(days=1))
    watch_refunds(desk.city.services)
    assert {state(desk, one).state for one in mine} == {"LAPSED"}
    assert payer.overpaid() == 22_000
    proved(desk)


def hold(city: World) -> None:
    """Heirs are being looked for."""
    home = city.household("family")
    payload: dict[str, JSON] = {
        "hold_key": "deceased",
        "household_key": home.key,
        "kind": "DECEASED",
        "valid_from": city.clock.business_day().isoformat(),
        "reason": "相続人調査中",
    }
    with city.uow() as uow:
        registers.apply_change(uow, RegisterChange("set_hold", "test/hold", payload), event="test")
        uow.audit("test.hold", object_kind="household", object_key=home.key)


def test_nothing_lapses_while_heirs_are_looked_for(desk: Api) -> None:
    _, case_id = paid_twice(desk)
    hold(desk.city)
    desk.city.clock.set(state(desk, case_id).lapses_on + timedelta(days=3))
    watch_refunds(desk.city.services)
    assert state(desk, case_id).state == "WAITING"
    assert claim(desk, case_id, 22_000).status < 300
