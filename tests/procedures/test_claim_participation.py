"""交付要求・参加差押 walked to each of its ends: filed in time, alarmed, paid, empty, or ours from back then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from server.casework.deliver_message import deliver_stored
from server.casework.wake_cases import wake_due
from server.casework.watch_periods import watch_periods
from server.domain.effects import JSON, Message
from server.domain.limitation import Act
from server.store import claim_acts, holds, messages, seizures
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.seizing import HOUSE, arrears_town, begin, claims, outcome, put_asset, start
from tests.procedures.selling import rates_told
from tests.procedures.test_seizure import printed, refused
from tests.procedures.test_seizure_after import DAY, agree, child, open_yen, proven
from tests.world import World


@pytest.fixture
def office(town_api: Api) -> Api:
    """A town with arrears and a known deposit."""
    arrears_town(town_api.city)
    put_asset(town_api.city, town_api)
    return town_api


COURT: dict[str, JSON] = {
    "body": "若葉地方裁判所",
    "body_postal_code": "000-0042",
    "body_address": "若葉市中央区法務町2番1号",
    "body_case": "令和8年(ケ)第123号",
    "period_end": "2026-11-25",
    "known_by": "通知 11月10日",
}


TAKEN: dict[str, JSON] = {
    "outcome": "TAKEN_OVER",
    "body_on": "2026-11-19",
    "body_hour": 10,
    "body_minute": 5,
    "debtor_on": "2026-11-21",
    "debtor_hour": 14,
    "debtor_minute": 30,
    "registered_on": None,
    "lifted_on": "2027-02-19",
    "note": "先の差押が解除された",
}


def land(api: Api) -> str:
    """A plot in the asset register."""
    thing: dict[str, JSON] = {"kind": "REAL_ESTATE", "third_party": "若葉地方法務局", "account_tail": ""}
    return put_asset(api.city, api, "R8-000920-1", **thing, detail="宅地 地番12番3")


def filed(api: Api, kind: str = "DELIVERY", **more: JSON) -> str:
    """A participation filed."""
    case_id = begin(api, "claim_participation", kind=kind, **COURT, **more)
    draft: dict[str, JSON] = {"result": "propose", "claims_scope": "ALL", "notice_seen": "通知 11月10日"}
    api.complete(case_id, "enter", draft, "toda").done()
    agree(api, case_id, "claims")
    api.complete(case_id, "decide", {"result": "approve"}, "sakai").done()
    return case_id


def event(world: World, case_id: str) -> None:
    """The time of the review."""
    world.clock.set(date(2027, 2, 22))
    wake_due(world.services)


def test_a_claim_is_filed_told_to_the_debtor_and_paid(town_api: Api) -> None:
    """Arts. 82, 86, Civil Code art. 148: no limitation is completed while it is pending."""
    api = town_api
    world = api.city
    arrears_town(world)
    case_id = filed(api)
    assert {"claim_participation/request", "claim_participation/debtor_notice"} == set(printed(world, case_id))
    with world.database.read() as conn:
        acts = claim_acts.acts_on(conn, claims(world))
    assert all(any(act.act is Act.SEIZURE and act.until is None for act in some) for some in acts.values())
    world.clock.set(date(2026, 12, 21))
    paid = {"outcome": "PAID", "amount": 30_000, "paid_on": "2026-12-18", "note": "配当"}
    with world.uow() as uow:
        stored, _ = messages.put_message(uow, Message("case_event", "test/paid", {"household_key": HOUSE}))
        deliver_stored(world.services, uow, stored)
    before = open_yen(world)
    api.complete(case_id, "result", {"outcome": "WAIT", "note": "まだ"}, "toda").done()
    with world.uow() as uow:
        stored, _ = messages.put_message(uow, Message("case_event", "test/paid2", {"household_key": HOUSE}))
        deliver_stored(world.services, uow, stored)
    api.complete(case_id, "result", paid, "toda").done()
    assert outcome(api, case_id) == "paid"
    assert before - open_yen(world) == 30_000
    proven(world)


def test_the_other_ends_of_a_participation(office: Api) -> None:
    world = office.city
    late = start(office, "claim_participation", kind="DELIVERY", **{**COURT, "period_end": "2026-11-17"})
    assert late.code == "participation_period_over"
    stopped = begin(office, "claim_participation", kind="DELIVERY", **COURT)
    office.complete(stopped, "enter", {"result": "withdraw", "withdraw_reason": "取下げ"}, "toda").done()
    assert outcome(office, stopped) == "stopped"
    missed = begin(office, "claim_participation", kind="DELIVERY", **COURT)
    draft: dict[str, JSON] = {"result": "propose", "claims_scope": "ALL", "notice_seen": "通知"}
    office.complete(missed, "enter", draft, "toda").done()
    agree(office, missed, "claims")
    no = {"result": "refuse", "reason": "相当でない", "provision": "国税徴収法82条"}
    office.complete(missed, "decide", no, "sakai").done()
    assert outcome(office, missed) == "refused"
    over = begin(office, "claim_participation", kind="DELIVERY", **COURT)
    office.complete(over, "enter", draft, "toda").done()
    agree(office, over, "claims")
    world.clock.set(date(2026, 11, 26))
    assert office.complete(over, "decide", {"result": "approve"}, "sakai").code == "participation_period_over"
    world.clock.set(DAY)
    nothing = filed(office, "BANKRUPTCY", began_on="2026-09-01")
    with world.database.read() as conn:
        kinds = [hold.kind for hold in holds.holds_of(conn, [HOUSE], DAY)[HOUSE]]
        ranks = {row.rank for row in conn.execute(t.participation_debts.select())}
    assert kinds == ["BANKRUPTCY"]
    assert ranks == {"ESTATE"}
    taken = filed(office, "PARTICIPATION", asset_number=land(office))
    event(world, nothing)
    office.complete(nothing, "result", {"outcome": "NOTHING", "note": "配当なし"}, "toda").done()
    assert outcome(office, nothing) == "nothing"
    office.complete(taken, "result", {"outcome": "NOTHING", "note": "競売が取り消された"}, "toda").done()
    assert outcome(office, taken) == "nothing"


def test_a_participation_is_our_seizure_from_its_own_service_once_the_first_is_lifted(api: Api) -> None:
    """Art. 87(1)(ii): in force since the notice reached the debtor; watched, held and on the clock from that day."""
    world = api.city
    arrears_town(world)
    rates_told(world)
    number = land(api)
    plain = put_asset(world, api)
    assert start(api, "claim_participation", kind="PARTICIPATION", **COURT).status == 422
    assert start(api, "claim_participation", kind="PARTICIPATION", asset_number="?", **COURT).code == (
        "seizure_asset_unknown"
    )
    refused_kind = start(api, "claim_participation", kind="PARTICIPATION", asset_number=plain, **COURT)
    assert refused_kind.code == "participation_asset_kind"
    case_id = filed(api, "PARTICIPATION", asset_number=number)
    event(world, case_id)
    early = api.complete(case_id, "result", {**TAKEN, "debtor_on": "2026-11-17"}, "toda")
    assert refused(early) == ["participation_service_order"]
    api.complete(case_id, "result", TAKEN, "toda").done()
    assert outcome(api, case_id) == "taken_over"
    with world.database.read() as conn:
        (seizure,) = seizures.seizures_of(conn, [HOUSE])[HOUSE]
        acts = claim_acts.acts_on(conn, claims(world, date(2026, 11, 18)))
        kinds = [hold.kind for hold in holds.holds_of(conn, [HOUSE], date(2026, 11, 21))[HOUSE]]
    assert seizure.in_force
    assert seizure.served_at == datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
    assert (seizure.drafted_by, seizure.verified_by, seizure.decided_by) == ("toda", "kagami", "sakai")
    assert kinds == ["SEIZED"]
    since = {act.on for some in acts.values() for act in some if act.act is Act.SEIZURE and act.until is None}
    assert since == {date(2026, 11, 21)}
    watch = child(world, "seizure_watch")
    assert world.case(watch).status == "active"
    claimed = filed_again(api)
    assert refused(api.complete(claimed, "result", TAKEN, "toda")) == ["participation_not_taken_over"]


def filed_again(api: Api) -> str:
    """A claim for delivery filed now and told of something."""
    world = api.city
    more: dict[str, JSON] = {**COURT, "period_end": "2027-03-01"}
    case_id = begin(api, "claim_participation", kind="DELIVERY", **more)
    draft: dict[str, JSON] = {"result": "propose", "claims_scope": "ALL", "notice_seen": "通知"}
    api.complete(case_id, "enter", draft, "toda").done()
    agree(api, case_id, "claims")
    api.complete(case_id, "decide", {"result": "approve"}, "sakai").done()
    with world.uow() as uow:
        stored, _ = messages.put_message(uow, Message("case_event", "test/again", {"household_key": HOUSE}))
        deliver_stored(world.services, uow, stored)
    return case_id


def test_the_end_of_a_claim_period_is_told_before_on_its_day_and_when_it_was_missed(office: Api) -> None:
    """Art. 82: five open days ahead, on the last day, behind it; each once, and none for a claim that was filed."""
    world = office.city
    waiting = begin(office, "claim_participation", kind="DELIVERY", **{**COURT, "period_end": "2026-11-30"})
    filed(office)
    seen: list[list[str]] = []
    for day in (DAY, date(2026, 11, 20), date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)):
        world.clock.set(day)
        watch_periods(world.services)
        watch_periods(world.services)
        seen.append(sorted(row["kind"] for row in Records(world, "").rows(t.incidents, case_id=waiting)))
    near, last, missed = (f"participation_period_{what}" for what in ("near", "last_day", "missed"))
    assert seen == [
        [],
        [near],
        [near],
        sorted([last, near]),
        sorted([last, missed, near]),
        sorted([last, missed, near]),
    ]
    assert {row["case_id"] for row in Records(world, "").rows(t.incidents)} == {waiting}
