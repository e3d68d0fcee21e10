"""Applications for relief of co-payments (一部負担金の減免) walked through the API, for tests."""

from __future__ import annotations

from typing import Any

from server.casework.deploy_procedure import deploy_procedure
from server.domain.effects import JSON
from server.store import copay_reliefs
from server.store.copay_reliefs import CopayRelief
from tests.people import Person
from tests.procedures.outside import Api, Reply
from tests.world import TREE

SLUG = "copay_relief"
HOME = "insured"


def opened(api: Api) -> Api:
    """The procedures in force: saeki examines, okamura checks, kuroda decides."""
    for slug in (SLUG, "benefit_recovery"):
        deploy_procedure(api.city.services, api.city.system("procedure:deploy"), TREE, slug, title=slug, findings=())
    for clerk in ("saeki", "okamura", "utsumi"):
        api.city.grant(clerk, "work:benefit")
    return api


def members(api: Api) -> tuple[Person, ...]:
    return tuple(api.city.household(HOME).members)


def begin(api: Api, ground: str | None = "UNEMPLOYED", by: str = "saeki", **says: JSON) -> Reply:
    """受付; `ground` None: about the certificate of `certificate_no`."""
    known = api.city.household(HOME)
    data: dict[str, JSON] = {
        "channel": "COUNTER" if ground else "EXOFFICIO",
        "received_on": api.city.clock.business_day().isoformat(),
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
        "matter": "APPLICATION" if ground else "REVOCATION",
    }
    if ground:
        data |= {"ground": ground, "event_on": "2026-09-01", "wanted": "ANY", "ground_text": "勤め先が倒産した"}
        data |= {"consent": True, "paper_location": "受付箱 1"}
        data["documents"] = ["COPAY_APPLICATION", "INCOME_STATEMENT", "BANK_BOOKS", "JOBLESS", "CLOSURE"]
    else:
        data["exofficio_reason"] = "再就職の届出があった"
    data |= says
    return api.post(by, "/cases", {"procedure": SLUG, "data": {n: v for n, v in data.items() if v is not None}})


def begun(api: Api, ground: str | None = "UNEMPLOYED", **says: JSON) -> str:
    """受付 and 本人確認; the case's id."""
    case_id = str(begin(api, ground, **says).done()["case_id"])
    if ground:
        api.complete(case_id, "check_identity", api.city.answers_identity(), "saeki").done()
    return case_id


REASONS: dict[str, JSON] = {
    "evidence": "給与明細書3か月分、通帳の写し",
    "provision": "国民健康保険法44条1項、減免要綱4条",
    "reason": "失業により収入が著しく減少したため",
}


def examined(api: Api, **says: JSON) -> dict[str, JSON]:
    """What was found out: the head is in hospital, his income 118,000 yen against a standard of 132,000."""
    head = members(api)[0]
    found: dict[str, JSON] = {
        "result": "JUDGE",
        "persons": [{"name": head.name, "birth_date": head.birth_date}],
        "provider": "若葉市立病院",
        "care": "INPATIENT",
        "payment": "NOT_PAID",
        "from_day": api.city.clock.business_day().isoformat(),
        "months": 2,
        "income": 118_000,
        "basic": 132_000,
        "savings": 90_000,
        "before": 300_000,
        **REASONS,
    }
    return {name: value for name, value in (found | says).items() if value is not None}


def enter(api: Api, case_id: str, **says: JSON) -> Reply:
    return api.complete(case_id, "enter", examined(api, **says), "saeki")


def decided(api: Api, ground: str = "UNEMPLOYED", start: dict[str, JSON] | None = None, **says: JSON) -> str:
    """An application from the counter to the decision; the case's id."""
    case_id = begun(api, ground, **(start or {}))
    enter(api, case_id, **says).done()
    agreed(api, case_id)
    return case_id


def agreed(api: Api, case_id: str, result: str = "approve") -> None:
    """Checked by a second person and decided by a third."""
    api.check(case_id).done()
    api.decide(case_id, result).done()


def looked_at(api: Api, number: str, matter: str = "REVOCATION", **says: JSON) -> str:
    """A case about a certificate, with its draft handed in; the case's id."""
    case_id = begun(api, None, matter=matter, certificate_no=number)
    api.complete(case_id, "enter", REASONS | says if says.get("result") != "TELL" else says, "saeki").done()
    return case_id


def outcome(api: Api, case_id: str) -> Any:
    return api.city.case(case_id).outcome


def certificates(api: Api) -> tuple[CopayRelief, ...]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return copay_reliefs.certificates_of(conn, [key], on=api.city.clock.business_day()).get(key, ())


def applications(api: Api) -> list[str]:
    """The states of the household's applications, oldest first."""
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        found = copay_reliefs.applications_of(conn, [key], api.city.clock.business_day()).get(key, ())
    return [one.state for one in found]
