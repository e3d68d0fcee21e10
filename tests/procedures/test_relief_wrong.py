"""Every wrong-input line of L06 and L11, answered with its code beside its field; nothing is lost by any of them.

非自発的失業者の軽減・減免の誤った入力. | line of the page | answer | test |
code 24, 40, 45, 50, 55 … | decision with its reason | `CODES`, test_premium_relief.UNQUALIFIED
特例・高年齢・日雇 certificate, 65 or older | decision with its reason | `CODES`
work left after the receipt | relief_event_after_application | `ENTRIES`
work left after joining: odd, ask | relief_left_after_joining | `ENTRIES`
no salary: accepted, effect 0 | granted with 0 yen | test_who_had_no_salary_is_accepted_and_nothing_changes
lost income by who qualifies for L06 | relief_unemployed_first | test_who_may_qualify_by_law_is_offered_that_first
estimate above last year's income; late; two grounds; no 罹災証明 | decision, decision, the better one, papers asked for
                                                             | test_premium_relief
event after the receipt, end before event, damage over 100 | `STARTS`, `ENTRIES`
former dependant under 65 on joining | decision with its reason | test_who_joined_before_65_is_no_former_dependant
"""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.effects import JSON, RegisterChange
from server.domain.relief.unemployment import judge_unemployment
from tests.domain.relief.test_tables import VALUES
from tests.procedures.outside import Api, Reply
from tests.procedures.relieving import (
    HOME,
    applications,
    begin,
    begun,
    enter,
    granted,
    members,
    opened,
    outcome,
)
from tests.procedures.test_relief_late import judged

BIRTH, LEFT = date(1971, 4, 15), date(2026, 6, 14)
CODES: list[tuple[str, str, date, str | None]] = [
    *((code, "CARD", BIRTH, None) for code in ("11", "12", "21", "22", "23", "31", "32", "33", "34")),
    *((code, "CARD", BIRTH, "CODE") for code in ("24", "25", "40", "45", "50", "55", "", "99")),
    *(("11", kind, BIRTH, "CERTIFICATE") for kind in ("SPECIAL", "ELDERLY", "DAILY")),
    ("11", "NOTICE", date(1961, 6, 16), None),  # 65 on the day behind (年齢計算ニ関する法律: reached the day before)
    ("11", "NOTICE", date(1961, 6, 15), "AGE"),
]


@pytest.mark.parametrize(("code", "certificate", "birth", "why"), CODES)
def test_the_reduction_by_law_goes_by_code_certificate_and_age(
    code: str, certificate: str, birth: date, why: str | None
) -> None:
    found = judge_unemployment(LEFT, code, certificate, birth, date(2026, 11, 18), VALUES)
    assert (found.why, found.months is None) == (why, why is not None)


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api)


def codes(reply: Reply) -> set[tuple[str, str]]:
    """Code and field of everything that was refused."""
    found = reply.body.get("errors") or [{"code": reply.code, "path": reply.body.get("field")}]
    assert reply.status in (404, 409, 422), reply.body
    return {(one["code"], str(one.get("path") or one.get("field"))) for one in found}


STARTS: list[tuple[dict[str, JSON], tuple[str, str]]] = [
    ({"household_key": "9999999999"}, ("household_not_found", "household_key")),
    ({"household_key": None}, ("required", "household_key")),
    ({"levy_year": None}, ("required", "levy_year")),
    ({"levy_year": 2027}, ("relief_year_out_of_range", "levy_year")),
    ({"levy_year": 26}, ("number_too_small", "levy_year")),
    ({"levy_year": "令和8"}, ("wrong_type", "levy_year")),
    ({"ground": "WEATHER"}, ("not_an_option", "ground")),
    ({"event_on": "2026-11-19"}, ("date_in_future", "event_on")),
    ({"event_on": "2026-11-18", "received_on": "2026-11-17"}, ("relief_event_after_application", "event_on")),
    ({"event_on": "2026-02-30"}, ("day_not_in_month", "event_on")),
    ({"ended_on": "2026-08-31"}, ("date_too_early", "ended_on")),
    ({"ground_text": None}, ("required", "ground_text")),
    ({"ground_text": "あ" * 401}, ("too_long", "ground_text")),
    ({"ground_text": "個人番号は123456789018"}, ("my_number_in_text", "ground_text")),
    ({"pledge": False}, ("must_be_ticked", "pledge")),
    ({"documents": ["PASSPORT"]}, ("not_an_option", "documents")),
    ({"received_on": "2026-11-19"}, ("date_in_future", "received_on")),
]


def test_a_receipt_that_cannot_be_is_refused_beside_its_field(desk: Api) -> None:
    met = [codes(begin(desk, **says)) for says, _ in STARTS]
    assert [(says, found) for (says, wanted), found in zip(STARTS, met, strict=True) if wanted not in found] == []
    assert applications(desk) == {}


ENTRIES: list[tuple[str, dict[str, JSON], tuple[str, str]]] = [
    ("INCOME_DROP", {"income_estimate": None}, ("required", "income_estimate")),
    ("INCOME_DROP", {"income_estimate": -1}, ("number_too_small", "income_estimate")),
    ("INCOME_DROP", {"result": "REVOKE", "revoke_kind": "ENDED", "revoke_from": "2026-12-01"}, ("", "result")),
    ("INCOME_DROP", {"event_on": None}, ("required", "event_on")),
    ("INCOME_DROP", {"provision": None}, ("required", "provision")),
    ("DISASTER", {"loss_percent": 101}, ("number_too_large", "loss_percent")),
    ("DISASTER", {"loss_percent": None}, ("required", "loss_percent")),
    ("OTHER", {"stated_percent": 0}, ("number_too_small", "stated_percent")),
    ("DETENTION", {}, ("relief_fact_missing", "persons")),
    ("NON_VOLUNTARY", {"left_on": "2026-11-18"}, ("relief_event_after_application", "left_on")),
    ("NON_VOLUNTARY", {"joined_before": None}, ("relief_left_after_joining", "joined_before")),
    ("NON_VOLUNTARY", {"reason_code": "99"}, ("not_an_option", "reason_code")),
    ("NON_VOLUNTARY", {"persons": []}, ("relief_fact_missing", "persons")),
]


def test_a_draft_that_cannot_be_is_refused_beside_its_field(desk: Api) -> None:
    head = members(desk)[0]
    person: JSON = [{"name": head.name, "birth_date": head.birth_date}]
    left: dict[str, JSON] = {"left_on": "2026-06-14", "reason_code": "11", "cert_kind": "CARD", "cert_no": "1"}
    left |= {"joined_before": "ASKED", "persons": person}
    papers: JSON = ["JOBLESS", "DAMAGE_PROOF", "CUSTODY_PROOF", "UNEMPLOYMENT_CARD"]
    case_id = begun(desk, documents=papers, received_on="2026-11-17")
    wrong = []
    for ground, says, (code, field) in ENTRIES:
        found = codes(enter(desk, case_id, ground, **((left if ground == "NON_VOLUNTARY" else {}) | says)))
        if (code, field) not in found and not (code == "" and field in {one for _, one in found}):
            wrong.append((ground, says, found))
    assert wrong == []
    assert desk.city.open_task(case_id, "enter")


def test_who_may_qualify_by_law_is_offered_that_first(desk: Api) -> None:
    """A member who left employee insurance this year: ground of lost work only after the reduction was offered."""
    wife = members(desk)[-1]
    spell: dict[str, JSON] = {"person_key": wife.key, "household_key": desk.city.household(HOME).key, "branch": "02"}
    closed: dict[str, JSON] = {"person_key": wife.key, "tekiyo_to": "2024-04-01", "shikaku_to": "2024-04-01"}
    desk.city.change(
        RegisterChange("close_eligibility", "test/left", closed | {"lost_by": "joined_employee_insurance"}),
        RegisterChange(
            "open_eligibility",
            "test/joined",
            spell
            | {"shikaku_from": "2026-07-01", "tekiyo_from": "2026-07-01", "acquired_by": "left_employee_insurance"}
            | {"symbol": "若葉", "number": "7000001"},
        ),
    )
    case_id = begun(desk)
    assert codes(enter(desk, case_id, cause="UNEMPLOYED")) == {("relief_unemployed_first", "offered")}
    enter(desk, case_id, cause="UNEMPLOYED", offered="OFFERED").done()


def test_who_had_no_salary_is_accepted_and_nothing_changes(desk: Api) -> None:
    head = members(desk)[0]
    case_id = begun(desk, "NON_VOLUNTARY", documents=["UNEMPLOYMENT_CARD"])
    left: dict[str, JSON] = {"left_on": "2026-06-14", "reason_code": "11", "cert_kind": "CARD", "cert_no": "1"}
    person: JSON = [{"name": head.name, "birth_date": head.birth_date}]
    enter(desk, case_id, "NON_VOLUNTARY", persons=person, joined_before="ASKED", **left).done()
    desk.check(case_id).done()
    assert (outcome(desk, case_id), judged(desk, case_id)["yen"]) == ("granted", 0)


def test_who_joined_before_65_is_no_former_dependant(desk: Api) -> None:
    head = members(desk)[0]
    case_id = begun(desk, "FORMER_DEPENDANT", documents=["FORMER_INSURANCE"])
    person: JSON = [{"name": head.name, "birth_date": head.birth_date}]
    enter(desk, case_id, "FORMER_DEPENDANT", persons=person).done()
    assert judged(desk, case_id)["why"] == "YOUNGER"


REVOCATIONS: list[tuple[dict[str, JSON], tuple[str, str]]] = [
    ({"result": "JUDGE"}, ("relief_matter_mismatch", "result")),
    ({"heard_on": None}, ("relief_not_heard", "heard_on")),
    ({"revoke_kind": "ENDED", "revoke_from": None}, ("required", "revoke_from")),
    ({"ground": "DISASTER"}, ("relief_none_granted", "ground")),
]


def test_a_revocation_that_cannot_be_is_refused_beside_its_field(desk: Api) -> None:
    granted(desk)
    case_id = begun(desk, None)
    base: dict[str, JSON] = {"result": "REVOKE", "revoke_kind": "FALSE", "heard_on": "2026-11-18"}
    for says, wanted in REVOCATIONS:
        judge = {} if says.get("result") == "JUDGE" else {"event_on": None, "cause": None, "income_estimate": None}
        judge |= {} if says.get("result") == "JUDGE" else {"income_last": None}
        reply = enter(desk, case_id, **(base | judge | says))
        assert wanted in codes(reply), (says, reply.body)
    assert desk.city.open_task(case_id, "enter")
