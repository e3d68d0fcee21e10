"""Applications for relief of premiums (減免) walked through the API, for tests."""

from __future__ import annotations

from typing import Any

from server.casework.deploy_procedure import deploy_procedure
from server.domain.effects import JSON
from server.store import premium_reliefs
from tests.money.levying import decide as decide_levy_now
from tests.money.levying import put_incomes
from tests.people import Person
from tests.procedures.outside import Api, Reply
from tests.world import TREE

SLUG = "premium_relief"
HOME = "insured"


def opened(api: Api, income: int = 3_000_000) -> Api:
    """The procedure in force, the levy of 2026 decided; saeki examines, okamura checks, kuroda decides."""
    deploy_procedure(
        api.city.services, api.city.system("procedure:deploy"), TREE, SLUG, title="保険料の減免", findings=()
    )
    for clerk in ("saeki", "okamura", "utsumi"):
        api.city.grant(clerk, "work:levy")
    put_incomes(api.city, HOME, income)
    decide_levy_now(api.city, HOME)
    return api


def members(api: Api) -> tuple[Person, ...]:
    return tuple(api.city.household(HOME).members)


def begin(api: Api, ground: str | None = "INCOME_DROP", by: str = "saeki", **says: JSON) -> Reply:
    """受付; `ground` None: a revocation."""
    known = api.city.household(HOME)
    data: dict[str, JSON] = {
        "channel": "COUNTER" if ground else "EXOFFICIO",
        "received_on": api.city.clock.business_day().isoformat(),
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
        "matter": "APPLICATION" if ground else "REVOCATION",
        "levy_year": 2026,
    }
    if ground:
        data |= {"ground": ground, "event_on": "2026-09-01", "ground_text": "勤め先が倒産した", "pledge": True}
        data |= {"documents": ["APPLICATION", "JOBLESS", "DAMAGE_PROOF"], "paper_location": "受付箱 1"}
    else:
        data["exofficio_reason"] = "再就職の届出があった"
    data |= says
    return api.post(by, "/cases", {"procedure": SLUG, "data": {n: v for n, v in data.items() if v is not None}})


def begun(api: Api, ground: str | None = "INCOME_DROP", **says: JSON) -> str:
    """受付 and 本人確認; the case's id."""
    case_id = str(begin(api, ground, **says).done()["case_id"])
    if ground and says.get("channel") != "EXOFFICIO":
        api.complete(case_id, "check_identity", api.city.answers_identity(), "saeki").done()
    return case_id


def examined(ground: str = "INCOME_DROP", **says: JSON) -> dict[str, JSON]:
    """What was found out: the income fell from three millions to one."""
    found: dict[str, JSON] = {
        "result": "JUDGE",
        "ground": ground,
        "event_on": "2026-09-01",
        "evidence": "給与明細書6か月分",
        "provision": "国民健康保険法77条、減免要綱4条",
        "reason": "所得が著しく減少したため",
    }
    if ground == "INCOME_DROP":
        found |= {"cause": "CLOSED", "income_last": 3_000_000, "income_estimate": 1_000_000}
    if ground == "DISASTER":
        found |= {"cause": "HOUSE", "loss_percent": 60, "income_last": 3_000_000}
    return {name: value for name, value in (found | says).items() if value is not None}


def enter(api: Api, case_id: str, ground: str = "INCOME_DROP", **says: JSON) -> Reply:
    return api.complete(case_id, "enter", examined(ground, **says), "saeki")


def granted(api: Api, ground: str = "INCOME_DROP", **says: JSON) -> str:
    case_id = begun(api, ground)
    enter(api, case_id, ground, **says).done()
    done = api.check(case_id).done()
    if done["status"] != "completed":
        api.decide(case_id).done()
    return case_id


def outcome(api: Api, case_id: str) -> Any:
    return api.city.case(case_id).outcome


def applications(api: Api) -> dict[str, str]:
    """State of each application by its ground."""
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        found = premium_reliefs.applications_of(conn, [key], api.city.clock.business_day())
    return {one.ground: one.state for one in found.get(key, ())}


def reliefs(api: Api, year: int = 2026) -> list[tuple[str, int]]:
    """Ground and yen of the reliefs in force."""
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        found = premium_reliefs.reliefs_of(conn, [key], year, on=api.city.clock.business_day())
    return [(one.ground, one.yen) for one in found.get(key, ())]
