"""A city that withholds from pensions (試験の特別徴収): candidates, a levy of ten instalments, the payers' files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.casework.deploy_procedure import deploy_procedure
from server.casework.import_receipts import Imported, import_receipts
from server.casework.special_answer import Answered, take_in_answer
from server.casework.special_begin import work_special
from server.casework.special_collection import take_in_candidates
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.amounts import Amounts
from server.domain.levy.instalments import load_plan, ordinance_days
from server.domain.special_collection import withheld_no
from server.store import ledger, levies, special_runs
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from server.store.special_runs import SpecialRun
from tests.procedures.outside import Api
from tests.world import DAY, TREE, World

TODAY = DAY.isoformat()
HEAD = "H,491004,2026,2026-11-10"
NUMBER = "1234567890"
ROW = f"R,{NUMBER},001,日本年金機構,オオツカ　キヨシ,1955-06-20,1200000,200000,12000"
FEBRUARY = date(2027, 2, 1)


def ready(city: World, *, each: int = 10_000) -> World:
    """Two at the receipts desk, a couple of 71 and 68, insured since 2022, with a levy of ten equal instalments."""
    deploy_procedure(
        city.services, city.system("procedure:deploy"), TREE, "special_collection", title="特別徴収", findings=()
    )
    for user in ("saeki", "okamura"):
        for function in ("work:receipts", "receipt:import", "special:run", "case:start", "case:view"):
            city.grant(user, function)
    insure(city)
    owe(city, each)
    return city


def insure(city: World) -> None:
    """Both of the household `senior`."""
    senior = city.household("senior")
    for place, person in enumerate(senior.members, 1):
        payload = {
            "person_key": person.key,
            "household_key": senior.key,
            "shikaku_from": "2022-04-01",
            "tekiyo_from": "2022-04-01",
            "acquired_by": "left_employee_insurance",
            "symbol": "若1",
            "number": "7000009",
            "branch": f"{place:02d}",
        }
        city.change(RegisterChange("open_eligibility", f"test/{person.key}", payload))


def owe(city: World, each: int) -> None:
    """The year's levy on the head, by the ordinance's ten due dates."""
    senior = city.household("senior")
    with city.uow() as uow:
        values = city.services.values(uow.conn)
        account = levies.open_account(uow, 2026, "0000000003", senior.key, senior.members[0].key)
        days = zip(ordinance_days(values, 2026), load_plan(values, 2026).due, strict=True)
        new = [NewInstalment(no, day, due, date(2026, 6, 10)) for no, (day, due) in enumerate(days, 1)]
        made = levies.open_instalments(uow, account, new)
        amounts = Amounts(each - each // 4, each // 4, 0, 0)
        levies.state_levy(uow, account, {one.claim_key: amounts for one in made}, Origin("test"), cause="決定")


def relevy(city: World, change: int) -> None:
    """A later decision: the newest instalments that are not withheld take the change."""
    account = levies.LevyAccount(ACCOUNT, 2026, "0000000003", city.household("senior").key, None, DAY)
    with city.uow() as uow:
        claims = ledger.claims(uow.conn, [one.claim_key for one in levies.instalments_of(uow.conn, ACCOUNT)])
        now = {key: claim.levied.principal for key, claim in claims.items()}
        key = max(key for key, amounts in now.items() if amounts.basic + change >= 0 and amounts.total)
        now[key] += Amounts(change, 0, 0, 0) if change > 0 else Amounts(0, 0, 0, 0) - Amounts(-change, 0, 0, 0)
        levies.state_levy(uow, account, now, Origin("test"), cause="更正")


ACCOUNT = "2026-0000000003"


def claim_of(month: int) -> str:
    """The withheld instalment of a month."""
    return f"{ACCOUNT}-{withheld_no(month):02d}"


def candidates(city: World, *rows: str) -> tuple[int, ...]:
    """対象者情報 taken in; the records that fit nobody."""
    told = rows or (ROW,)
    content = "\n".join([HEAD, *told, f"C,{len(told)}"]) + "\n"
    return take_in_candidates(city.services, city.caller("saeki"), content.encode()).unclear


def start(city: World, **changes: JSON) -> dict[str, JSON]:
    """The start of a request for February."""
    day = city.clock.business_day().isoformat()
    return {
        "channel": "EXOFFICIO",
        "received_on": day,
        "kind": "BEGIN",
        "levy_year": 2026,
        "first_month": "2",
    } | changes


def stop(city: World, reason: str = "DEBIT", **changes: JSON) -> dict[str, JSON]:
    """The start of a stop."""
    said = start(city, kind="STOP", reason=reason, household_key=city.household("senior").key) | changes
    said.pop("first_month")
    return said


def begin(api: Api, **changes: JSON) -> Any:
    """The case started, whatever comes of it."""
    return api.post("saeki", "/cases", {"procedure": "special_collection", "data": start(api.city, **changes)})


def stopping(api: Api, reason: str = "DEBIT", **changes: JSON) -> Any:
    """A stop started, whatever comes of it."""
    return api.post("saeki", "/cases", {"procedure": "special_collection", "data": stop(api.city, reason, **changes)})


def listed(api: Api, *rows: str) -> str:
    """A request whose list is whole; the case."""
    candidates(api.city, *rows)
    case_id = str(begin(api).done()["case_id"])
    work_special(api.city.services)
    return case_id


PROPOSE: Mapping[str, JSON] = {"result": "propose", "seen": True}
AGREE: Mapping[str, JSON] = {"result": "agree"}
SEEN: Mapping[str, JSON] = {"seen": True}


def requested(api: Api, *rows: str) -> str:
    """… checked by two, its file made."""
    case_id = listed(api, *rows)
    api.complete(case_id, "check_list", PROPOSE, "saeki").done()
    api.complete(case_id, "second_check", AGREE, "okamura").done()
    return case_id


def sent(api: Api, *rows: str) -> str:
    """… sent."""
    case_id = requested(api, *rows)
    day = api.city.clock.business_day().isoformat()
    api.complete(case_id, "send_request", {"sent_on": day, "seen": True}, "okamura").done()
    return case_id


def run_of(city: World, case_id: str) -> SpecialRun:
    """The run of a case."""
    with city.database.read() as conn:
        found = special_runs.of_case(conn, case_id)
    assert found is not None
    return found


def answer_file(city: World, case_id: str, codes: Mapping[str, str]) -> bytes:
    """The payers' answer to a request."""
    day = city.clock.business_day()
    rows = [f"R,{number},{code}" for number, code in codes.items()]
    head = f"H,491004,{run_of(city, case_id).run_id},{day:%Y%m%d}"
    return "\r\n".join([head, *rows, f"C,{len(rows)}", ""]).encode()


def answer(city: World, case_id: str, **codes: str) -> Answered:
    """The answer taken in; accepted where nothing else is said (`n1234567890="03"`)."""
    said = {name[1:]: code for name, code in codes.items()} or {NUMBER: "00"}
    content = answer_file(city, case_id, said)
    return take_in_answer(city.services, city.caller("saeki"), content, name="kekka")


def running(api: Api) -> str:
    """A household from whose head's pension February is withheld; the case."""
    case_id = sent(api)
    answer(api.city, case_id)
    api.complete(case_id, "await_answer", SEEN, "okamura").done()
    work_special(api.city.services)
    done = api.complete(case_id, "confirm_begin", SEEN, "okamura").done()
    assert done["outcome"] == "running"
    return case_id


def results(rows: Iterable[tuple[str, int, str]], *, month: date = FEBRUARY, sequence: int = 1) -> bytes:
    """A month's result file."""
    told = list(rows)
    lines = [f"R,{number},001,{yen},{code}" for number, yen, code in told]
    total = sum(yen for _, yen, code in told if code == "00")
    days = f"{month:%Y%m}15,{month:%Y%m}26"
    head = f"H,491004,IHOKEN,{sequence},{month:%Y%m}26,{month:%Y%m},{days}"
    return "\r\n".join([head, *lines, f"C,{len(told)},{total}", ""]).encode()


def take(city: World, rows: Iterable[tuple[str, int, str]], **more: Any) -> Imported:
    """A month's result file taken in."""
    content = results(rows, **more)
    return import_receipts(city.services, city.caller("saeki"), "pension_results", content, name="tokucho")
