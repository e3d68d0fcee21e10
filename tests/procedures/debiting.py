"""Answers of direct debit (口座振替の答え方), for tests through the API and the use cases."""

from __future__ import annotations

from typing import Any

from server.casework.deploy_procedure import deploy_procedure
from server.domain.effects import JSON
from tests.procedures.outside import Api
from tests.world import DAY, TREE, World

TODAY = DAY.isoformat()
NUMBER = "1234567"


def ready(city: World) -> World:
    """The city with the procedure, and a second person at the receipts desk."""
    deployer = city.system("procedure:deploy")
    deploy_procedure(city.services, deployer, TREE, "direct_debit", title="口座振替", findings=())
    city.grant("okamura", "work:receipts")
    return city


def start(city: World, household: str = "family", **changes: JSON) -> dict[str, JSON]:
    """受付."""
    return {
        "channel": "COUNTER",
        "received_on": TODAY,
        "request": "NEW",
        "household_key": city.household(household).key,
        "paper_location": "受付箱 1",
    } | changes


def enter(**changes: JSON) -> dict[str, JSON]:
    """口座の入力."""
    return {
        "institution": "9801",
        "branch": "012",
        "account_kind": "1",
        "account_number": NUMBER,
        "holder_kana": "ｸﾜﾊﾗ ﾄｵﾙ",
        "proof": "TERMINAL",
        "consented_on": TODAY,
        "timing": "BY_INSTALMENT",
        "next_step": "to_check",
    } | changes


def check(number: str = NUMBER) -> dict[str, JSON]:
    """照合."""
    return {"result": "agree", "account_number_again": number}


def started(api: Api, **changes: JSON) -> str:
    """A case at the entry of the account."""
    data: dict[str, Any] = start(api.city, **changes)
    return str(api.post("saeki", "/cases", {"procedure": "direct_debit", "data": data}).done()["case_id"])


def entered(api: Api, **changes: JSON) -> str:
    """A case whose account was entered."""
    case_id = started(api)
    api.complete(case_id, "enter", enter(**changes), "saeki").done()
    return case_id
