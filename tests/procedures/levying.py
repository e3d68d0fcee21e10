"""Walks of 賦課決定・更正 (levy decisions): starts, entries and checks as people hand them in."""

from __future__ import annotations

from server.casework.deploy_procedure import deploy_procedure
from server.domain.effects import JSON
from tests.money.levying import put_incomes
from tests.procedures.outside import Api, Reply
from tests.world import TREE, World

HOUSE, HEAD, WIFE = "0000000106", "000000000001061", "000000000001062"


def levy_town(world: World) -> World:
    """The procedure and the couple's incomes on record; Saeki enters, Okamura checks, Kuroda decides."""
    deploy(world, "levy_decision", "賦課決定・更正")
    for user in ("saeki", "okamura"):
        world.grant(user, "work:levy")
    world.grant("okamura", "letter:release")
    world.grant("kuroda", "assessment:decide")
    put_incomes(world)
    return world


def deploy(world: World, slug: str, title: str) -> None:
    """A procedure put into force."""
    deploy_procedure(world.services, world.system("procedure:deploy"), TREE, slug, title=title, findings=())


def start_answers(world: World, **changes: JSON) -> dict[str, JSON]:
    """A look at the couple's levy of 2026."""
    return {
        "channel": "EXOFFICIO",
        "received_on": world.clock.business_day().isoformat(),
        "household_key": HOUSE,
        "levy_year": 2026,
        "cause": "FIRST",
        "city_error": "no",
        "many": "no",
        "found": "年度の途中で加入していたことが分かった",
    } | changes


def start(api: Api, by: str = "saeki", **changes: JSON) -> str:
    """受付; the levy is computed at once. Fails with the words of the refusal where there is one."""
    return str(begin(api, by, **changes).done()["case_id"])


def begin(api: Api, by: str = "saeki", **changes: JSON) -> Reply:
    """受付, whatever comes of it."""
    return api.post(by, "/cases", {"procedure": "levy_decision", "data": start_answers(api.city, **changes)})


def entered(api: Api, reason: str = "国民健康保険に加入されたため", by: str = "saeki", **changes: JSON) -> str:
    """… and the calculation looked at."""
    case_id = start(api, by, **changes)
    enter(api, case_id, reason, by).done()
    return case_id


def enter(api: Api, case_id: str, reason: str = "所得が更正されたため", by: str = "saeki", **more: JSON) -> Reply:
    """The entry of the reason."""
    return api.complete(case_id, "enter", {"result": "propose", "reason": reason, **more}, by)


def check(api: Api, case_id: str, result: str = "agree", by: str = "okamura") -> Reply:
    """The second person's check."""
    answers: dict[str, JSON] = {"result": result}
    if result == "return":
        answers["reason"] = "理由を書き直してください"
    else:
        answers["marks"] = {"reason": {"mark": "match", "right_value": None}}
        if result == "to_approver":
            answers["reason"] = "決裁者の判断を求めます"
    return api.complete(case_id, "check", answers, by)


def decide(api: Api, case_id: str, result: str = "approve", by: str = "kuroda") -> Reply:
    """The decision of a separate approver."""
    more: dict[str, dict[str, JSON]] = {"approve": {}, "return": {"reason": "確かめ直してください"}}
    refusal: dict[str, JSON] = {"reason": "根拠がない", "provision": "国民健康保険条例19条"}
    return api.complete(case_id, "decide", {"result": result, **more.get(result, refusal)}, by)


def outcome(api: Api, case_id: str) -> str | None:
    """The end that a case has reached."""
    return api.city.case(case_id).outcome
