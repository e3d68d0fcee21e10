"""What came in of each planted household, and how far people went before they forgot it (手を離れるまで)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from server.domain.effects import JSON, RegisterChange
from server.domain.relief.grant import Grant, grant_json
from tests.world import World

YEAR = 2026


class Planted(Protocol):
    """The crowd, as its households are walked on."""

    world: World
    cases: dict[str, str]

    @property
    def today(self) -> str: ...

    def of(self, name: str) -> list[str]: ...

    def does(self, case_id: str, element: str, by: str = "saeki", **answers: JSON) -> None: ...

    def agreed(self, case_id: str) -> None: ...

    def case_of(self, slug: str, key: str) -> str: ...


def person(key: str) -> str:
    return f"{key}00001"


def code(key: str) -> str:
    """The code at the foot of the decision that a household appeals against."""
    return f"C8-{key[-7:]}"


def _applies(crowd: Planted, key: str) -> dict[str, JSON]:
    says: dict[str, JSON] = {"head_name": "群 一", "head_kana": "ムレ　ハジメ", "matter": "APPLICATION"}
    says |= {"levy_year": YEAR, "ground": "INCOME_DROP", "event_on": "2026-09-01", "pledge": True}
    return says | {"ground_text": "勤め先が倒産した", "documents": [] if key in crowd.of("papers") else ["APPLICATION"]}


def _papers(crowd: Planted, key: str) -> None:
    crowd.does(crowd.cases[key], "check_identity", **crowd.world.answers_identity())


def _granted(crowd: Planted, key: str) -> None:
    """Granted some time ago; its day of review is one of this year's."""
    case_id = crowd.cases[key]
    review = crowd.world.clock.business_day() + timedelta(days=int(key[-4:]) % 340 + 5)
    terms: JSON = grant_json(Grant(key=f"old/{key}", ground="INCOME_DROP", rows=(), facts={}))
    says: dict[str, JSON] = {"relief_key": f"old/{key}", "household_key": key, "case_id": case_id, "levy_year": YEAR}
    says |= {"ground": "INCOME_DROP", "terms": terms, "yen": 1_000, "first_month": "2026-04-01"}
    ended: dict[str, JSON] = {"application_key": case_id, "household_key": key, "state": "GRANTED"}
    crowd.world.change(
        RegisterChange("grant_premium_relief", f"crowd/{key}", says | {"review_on": review.isoformat()}),
        RegisterChange("end_relief_application", f"crowd/{key}/end", ended),
    )


def _unclaimed(crowd: Planted, key: str) -> str:
    case_id = crowd.case_of("overpayment", key)
    crowd.does(case_id, "enter", result="PROPOSE", causes_seen=True, asked="NO")
    crowd.agreed(case_id)
    return crowd.case_of("refund", key)


def _ordered(crowd: Planted, key: str) -> None:
    case_id = _unclaimed(crowd, key)
    account: dict[str, JSON] = {"institution": "9802", "branch": "012", "account_kind": "1"}
    account |= {"account_number": "1234567", "holder_kana": "ﾑﾚ ﾊｼﾞﾒ"}
    said: dict[str, JSON] = {"result": "CLAIM", "way": "ACCOUNT", "came_on": crowd.today, "amount": 28_000}
    crowd.does(case_id, "enter", **said, signed=True, paper_location="還付綴り 1", **account)
    marks: dict[str, JSON] = {n: {"mark": "match", "right_value": None} for n in crowd.world.check_groups(case_id)}
    crowd.does(case_id, "check", "okamura", marks=marks, result="agree", account_number_again="1234567")
    crowd.does(case_id, "decide", "kuroda", result="approve")


def _holds(crowd: Planted, key: str) -> dict[str, JSON]:
    says: dict[str, JSON] = {"channel": "EXOFFICIO", "person_key": person(key), "benefit": "HIGH_COST"}
    return says | {"month": "2026-08", "yen": 57_600, "reason": "第三者行為の疑い", "owner": "佐伯"}


def _prolonged(crowd: Planted, key: str) -> None:
    crowd.does(crowd.cases[key], "enter", result="PROLONG", reason="照会中")


def _headed(crowd: Planted, key: str) -> None:
    crowd.does(crowd.cases[key], "enter", result="HEAD", reason="照会中")


def _hurt_on(crowd: Planted, key: str) -> str:
    """The compulsory insurer's three years of `lapsing` end within the year."""
    return "2024-03-05" if key in crowd.of("lapsing") else "2026-08-03"


def _reports(crowd: Planted, key: str) -> dict[str, JSON]:
    on = _hurt_on(crowd, key)
    says: dict[str, JSON] = {"origin": "REPORT", "person_key": person(key), "kind": "TRAFFIC"}
    return says | {"claims": f"9{key[-7:]}", "accident_on": on, "first_treated_on": on}


def _claimed(crowd: Planted, key: str) -> None:
    case_id, on = crowd.cases[key], _hurt_on(crowd, key)
    crowd.does(case_id, "papers", result="COMPLETE", came_on=crowd.today, documents=["report", "consent"])
    facts: dict[str, JSON] = {"kind": "TRAFFIC", "accident_on": on, "first_treated_on": on, "work": "NO"}
    facts |= {"conduct": "NONE", "offender_known": "YES", "knew_on": on, "third": "金井 剛", "family": "NO"}
    facts |= {"third_postal": "000-0077", "third_address": "若葉市北区桜町1番1号", "insurance": "COMPULSORY"}
    facts |= {"insurer": "若葉損害保険株式会社", "insurer_postal": "000-0088", "insurer_address": "若葉市中央区1番2号"}
    facts |= {"insurer_case": "W-1", "fault": 80, "fault_basis": "保険会社との協議", "settlement": "NONE"}
    crowd.does(case_id, "enter", **facts, dispute="NO", owner="佐伯")
    crowd.agreed(case_id)


def _asks_back(crowd: Planted, key: str) -> dict[str, JSON]:
    says: dict[str, JSON] = {"channel": "EXOFFICIO", "person_key": person(key), "claims": f"9{key[-7:]}"}
    return says | {"cause": _cause(crowd, key)}


def _cause(crowd: Planted, key: str) -> str:
    return "FRAUD" if key in crowd.of("fraud") else "DOUBLE"


def _recovering(crowd: Planted, key: str) -> None:
    crowd.does(crowd.cases[key], "enter", cause=_cause(crowd, key), reason="資格がなくなっていた")
    crowd.agreed(crowd.cases[key])


def _appeals(crowd: Planted, key: str) -> dict[str, JSON]:
    says: dict[str, JSON] = {"letter_number": code(key), "appellant": "群 一", "relation": "HEAD"}
    says |= {"purport": "取消しを求める", "grounds": "入院していた", "documents": ["appeal"]}
    return says | {"paper_location": "審査請求綴り 1"}


def _stated(crowd: Planted, key: str) -> None:
    case_id = crowd.cases[key]
    crowd.does(case_id, "record", result="ACCEPT", known_on=crowd.today, stay="NO")
    if int(key[-3:]) % 2 == 0:  # of every other one the board asks for a statement
        due = crowd.world.clock.business_day() + timedelta(days=3)
        said: dict[str, JSON] = {"came_on": crowd.today, "paper_location": "審査請求綴り 1", "board_case": "第14号"}
        crowd.does(case_id, "follow", result="STATEMENT", **said, statement_due=due.isoformat())


_Says = Callable[[Planted, str], dict[str, JSON]]
STARTED: Mapping[str, Mapping[str, _Says]] = {
    "premium_relief": dict.fromkeys(("applied", "papers", "granted"), _applies),
    "benefit_hold": dict.fromkeys(("held", "prolonged", "headed"), _holds),
    "third_party_recourse": dict.fromkeys(("reported", "claimed", "lapsing"), _reports),
    "benefit_recovery": dict.fromkeys(("recovering", "fraud"), _asks_back),
    "appeal": dict.fromkeys(("appealed", "stated"), _appeals),
}
WENT_ON: Mapping[str, Callable[[Planted, str], object]] = {
    "papers": _papers,
    "granted": _granted,
    "unclaimed": _unclaimed,
    "ordered": _ordered,
    "prolonged": _prolonged,
    "headed": _headed,
    "claimed": _claimed,
    "lapsing": _claimed,
    "recovering": _recovering,
    "fraud": _recovering,
    "stated": _stated,
}
