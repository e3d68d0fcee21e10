"""Walks of what time does to a claim (減免・時効・執行停止・欠損の試験): a family in arrears, answers as handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from server.domain.effects import JSON
from server.domain.ledger.acts import received
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.rules import Rules
from server.domain.limitation import Act
from server.store import claim_acts, ledger, letters
from server.store.ledger import Origin
from tests.money.conftest import with_rights
from tests.money.purse import Purse
from tests.procedures.levying import deploy
from tests.procedures.outside import Api, Reply
from tests.world import World

PARTS = [Amounts(60_000, 5_000, 3_000, 700)] * 4  # 68,700 yen each
JUNE, JULY, AUGUST, SEPTEMBER = (f"2026-0000000001-0{no}" for no in range(1, 5))


def arrears_town(world: World, *slugs: str) -> Purse:
    """Saeki drafts, Okamura checks, Kuroda decides; the family owes four instalments due in June to September 2026."""
    for slug in slugs:
        deploy(world, slug, slug)
    for user in ("saeki", "okamura"):
        world.grant(user, "work:arrears")
    purse = Purse(with_rights(world))
    purse.open_account(world.household("family").key, "0000000001", PARTS)
    return purse


def pay(purse: Purse, key: str, yen: int, on: date) -> None:
    """A payment of a day that stands on the claim from now on."""
    with purse.world.uow() as uow:
        claim = ledger.claims(uow.conn, [key])[key]
        ledger.write(uow, received(claim, yen, on, Rules()), Origin("test"))


def act(purse: Purse, key: str, what: Act, on: date, until: date | None = None) -> str:
    """Something that touches the limitation."""
    with purse.world.uow() as uow:
        return claim_acts.put_act(uow, key, what, on, until=until, by_event=f"case:{what.lower()}")


def start(api: Api, slug: str, by: str = "saeki", **says: JSON) -> Reply:
    """受付, whatever comes of it."""
    common: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "received_on": api.city.clock.business_day().isoformat(),
        "household_key": api.city.household("family").key,
    }
    return api.post(by, "/cases", {"procedure": slug, "data": {**common, **says}})


def begun(api: Api, slug: str, by: str = "saeki", **says: JSON) -> str:
    """受付; the case's id."""
    return str(start(api, slug, by, **says).done()["case_id"])


def check(api: Api, case_id: str, result: str = "agree", by: str = "okamura") -> Reply:
    """照合."""
    marks = {name: {"mark": "match", "right_value": None} for name in api.city.check_groups(case_id)}
    answers: dict[str, JSON] = {"marks": dict(marks) if result == "agree" else {}, "result": result}
    return api.complete(case_id, "check", answers | ({} if result == "agree" else {"reason": "資料が足りない"}), by)


def decide(api: Api, case_id: str, result: str = "approve", by: str = "kuroda") -> Reply:
    """決裁."""
    answers: dict[str, JSON] = {"result": result}
    if result != "approve":
        answers["reason"] = "事実が認められない"
    if result == "refuse":
        answers["provision"] = "延滞金減免取扱要綱5条"
    return api.complete(case_id, "decide", answers, by)


def letters_of(world: World, case_id: str) -> list[letters.Letter]:
    """The letters a case asked for."""
    with world.database.read() as conn:
        return list(letters.letters_of_case(conn, case_id))


def application(**says: JSON) -> dict[str, JSON]:
    """An application for a waiver."""
    return {
        "channel": "COUNTER",
        "ground": "UNEMPLOYED",
        "ground_from": "2026-08-01",
        "ground_text": "失業のため(令和8年7月31日離職)",
        "documents": ["JOBLESS"],
    } | says


def draft(*numbers: int, **says: JSON) -> dict[str, JSON]:
    """A draft of a waiver."""
    rows: list[JSON] = [{"levy_year": 2026, "no": no} for no in numbers]
    answers: dict[str, JSON] = {
        "result": "HALF",
        "exempt_from": "2026-08-01",
        "exempt_to": "2026-11-17",
        "instalments": rows,
        "evidence": "離職票を確かめた",
        "provision": "延滞金減免取扱要綱3条4号",
        "reason": "離職後の収入の減少が認められる",
    } | says
    if answers["result"] == "REFUSED":
        answers = {name: value for name, value in answers.items() if not name.startswith("exempt")}
    return answers


def findings(world: World, **says: JSON) -> dict[str, JSON]:
    """Findings for a suspension by reason (i)."""
    today = world.clock.business_day().isoformat()
    rows: list[JSON] = [
        {"source": source, "seen_on": today, "finding": "該当する財産なし"} for source in ("BANKS", "LAND")
    ]
    return {"result": "SUSPEND", "reason_no": "1", "at_once": "no", "evidence": rows} | says


def reason_two(world: World, **says: JSON) -> dict[str, JSON]:
    """Findings for a suspension by reason (ii)."""
    found = findings(world, reason_no="2", income=120_000, standard=132_930, seized="no")
    return {name: value for name, value in found.items() if name != "at_once"} | says


def evidence(*rows: tuple[str, str]) -> list[JSON]:
    """Evidence rows of (source, day)."""
    return [{"source": source, "seen_on": day, "finding": "財産なし"} for source, day in rows]


def done(reply: Reply) -> Mapping[str, JSON]:
    """What was done; fails with the words of the refusal."""
    return reply.done()
