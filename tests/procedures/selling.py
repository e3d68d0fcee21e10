"""Walks of 公売 (public sales): a plot of land seized for the couple's arrears, put up for sale three months later.

Toda drafts and records, Kagami compares, Sakai decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from server.casework.deliver_waiting import deliver_waiting
from server.casework.deploy_procedure import load_values
from server.casework.wake_cases import wake_due
from server.casework.watch_sales import watch_sales
from server.domain.effects import JSON
from tests.procedures.levying import deploy
from tests.procedures.outside import Api, Reply
from tests.procedures.seizing import arrears_town, begin, put_asset, seized, serve
from tests.shipped_values import shipped_rows
from tests.world import World

LAND, CAR = "R8-000910-1", "R8-000911-1"
FINAL, SALE, DECISION = date(2027, 2, 19), date(2027, 3, 2), date(2027, 3, 9)
"""Served on 18 November: appeals until 18 February; ten whole days of notice; seven days to the decision."""
MATCH: dict[str, JSON] = {"mark": "match", "right_value": None}
MORTGAGEE: dict[str, JSON] = {
    "name": "若葉みどり銀行",
    "right": "MORTGAGE",
    "postal_code": "000-0021",
    "address": "若葉市中央区銀行通2-3-4",
}


def sale_town(world: World, api: Api, *, land: bool = True, prior: int = 0) -> str:
    """Arrears, a thing seized and served on 18 November, on the day from which it may be sold; the seizure's number."""
    arrears_town(world)
    rates_told(world)
    deploy(world, "public_sale", "公売")
    more: dict[str, JSON] = {
        "kind": "REAL_ESTATE" if land else "MOVABLE",
        "third_party": "若葉地方法務局" if land else "三浦 健",
        "address": "若葉市中央区青柳町5-12-3",
        "detail": "宅地 地番12番3 165.28㎡" if land else "軽自動車 1台",
        "value": 600_000 if land else 200_000,
        "prior": prior,
        "account_tail": "",
    }
    number = put_asset(world, api, LAND if land else CAR, **more)
    case_id = seized(api, number)
    serve(api, case_id).done()
    world.clock.set(FINAL)
    return world.case(case_id).number


def rates_told(world: World) -> None:
    """The rates of the late charge of 2027, told as if they were those of 2026."""
    keys = ("late_charge.first_rate", "late_charge.after_rate")
    last = [one for one in shipped_rows() if one.key in keys and one.valid_from == date(2026, 1, 1)]
    year = {"valid_from": date(2027, 1, 1), "valid_to": date(2027, 12, 31), "confirm_again_by": date(2030, 4, 30)}
    told = [replace(one, **year) for one in last]  # type: ignore[arg-type]
    load_values(world.services, world.system("procedure:deploy"), told, origin="test")


def terms(**changes: JSON) -> dict[str, JSON]:
    """The draft of the sale of the land."""
    return {
        "result": "propose",
        "estimate": 400_000,
        "valuer": "資産税課 評価担当",
        "basis": "REGISTER",
        "basis_note": "固定資産評価額 560,000円 から公売の減価3割",
        "guarantee": None,
        "method": "SEALED",
        "sale_on": SALE.isoformat(),
        "sale_hours": "午前10時から午前10時30分まで",
        "place": "市役所本庁舎3階 第2会議室",
        "decide_on": DECISION.isoformat(),
        "decide_hours": "午前10時",
        "pay_by": DECISION.isoformat(),
        "qualification": None,
        "conditions": None,
        "short_reason": None,
        "override": None,
        "appeal_state": "NONE",
        "appeal_seen": "審査会に照会 2月19日",
        "creditors": [MORTGAGEE],
    } | changes


def of_movable(**changes: JSON) -> dict[str, JSON]:
    """The same for a car: decided and paid on the day of the sale."""
    day = SALE.isoformat()
    return terms(estimate=100_000, decide_on=day, pay_by=day, creditors=[]) | changes


def announced(api: Api, number: str, draft: dict[str, JSON] | None = None) -> str:
    """Drafted, compared, decided: the notice stands on the board; the case's id."""
    case_id = begin(api, "public_sale", seizure_number=number, reason="納付の見込みがない")
    announce(api, case_id, draft or terms())
    return case_id


def announce(api: Api, case_id: str, draft: dict[str, JSON]) -> None:
    """One round from the draft to the board."""
    api.complete(case_id, "enter", draft, "toda").done()
    groups = ["estimate", "terms", "appeal", *(f"creditors.{n}" for n in range(len(draft["creditors"] or ())))]
    agreed = {"result": "agree", "marks": dict.fromkeys(groups, MATCH)}
    api.complete(case_id, "check", agreed, "kagami").done()
    api.complete(case_id, "decide", {"result": "approve"}, "sakai").done()


def night(world: World, day: date | None = None) -> None:
    """The clock's work of a day."""
    if day is not None:
        world.clock.set(day)
    watch_sales(world.services)
    wake_due(world.services)
    deliver_waiting(world.services)


def bid(name: str, amount: int, **changes: JSON) -> dict[str, JSON]:
    """A bid in order."""
    return {
        "name": name,
        "postal_code": "000-0011",
        "address": "若葉市中央区青柳町1-2",
        "amount": amount,
        "guarantee": None,
        "statement": "YES",
        "relation": "OTHER",
        "somebody_else": False,
        "barred": "NO",
        "qualified": "NA",
        "lot": None,
    } | changes


def opened(api: Api, case_id: str, *bids: dict[str, JSON]) -> Reply:
    """The bids on record on the day of the sale."""
    return api.complete(case_id, "bids", {"result": "HELD", "witness": "市民課 大沢", "bids": list(bids)}, "toda")


def sold(api: Api, case_id: str, inquiry: str = "CLEAR") -> Reply:
    """売却決定."""
    return api.complete(
        case_id, "confirm", {"result": "sell", "inquiry": inquiry, "inquiry_note": "県警 第5号"}, "sakai"
    )


def priced(api: Api, case_id: str, amount: int, **more: JSON) -> Reply:
    """The price on record, paid today."""
    day = api.city.clock.business_day().isoformat()
    said: dict[str, JSON] = {
        "result": "paid",
        "amount": amount,
        "paid_on": day,
        "proof": "領収 31",
        "price_first": False,
    }
    return api.complete(case_id, "price", said | more, "toda")
