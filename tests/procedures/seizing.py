"""Walks of 滞納処分 (enforcement): a couple in arrears with dunning letters, an asset, and the steps people take.

Toda drafts, Kagami compares, Sakai decides; all three sit in the head office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import insert

from server.domain.dunning import seizure_possible_from
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.acts import brought_forward, received
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.rules import Rules
from server.domain.limitation import Act
from server.store import ledger
from server.store import tables as t
from server.store.claim_acts import put_act
from server.store.ledger import Origin
from server.store.letters import NewLetter, request_letter
from tests.money.purse import Purse
from tests.procedures.levying import deploy
from tests.procedures.outside import Api, Reply
from tests.world import World

HOUSE, HEAD = "0000000106", "000000000001061"
NAME, KANA, BIRTH = "三浦 健", "ミウラ　ケン", "1971-04-15"
CARD = {"duty_card": "徴-014", "card_until": "2027-03-31", "place": "市役所本庁舎 健康保険課"}
ROWS = ("claims", "registry_addresses", "pays", "right_holders")
SLUGS = {
    "asset_inquiry": "財産調査",
    "seizure": "差押",
    "seizure_watch": "差押の管理",
    "seizure_release": "差押解除",
    "distribution": "配当",
    "claim_participation": "交付要求・参加差押",
}


def arrears_town(world: World, *, dunned: bool = True) -> World:
    """The couple's levy of 2026 in four instalments, each dunned twenty days after its due date."""
    purse = Purse(world)
    purse.open_account(
        HOUSE, "0000000106", [Amounts(basic=yen, support=2_000) for yen in (26_400, 26_000, 26_000, 9_000)]
    )
    for slug, title in SLUGS.items():
        deploy(world, slug, title)
    for user in ("toda", "kagami", "sakai"):
        world.grant(user, "letter:release")
        world.grant(user, "letter:view")
    world.grant("kagami", "work:arrears")
    if dunned:
        dun(world, date(2026, 10, 31))
    return world


def claims(world: World, due_by: date | None = None) -> list[str]:
    """The couple's instalments that were due by a day, first to last."""
    day = due_by or world.clock.business_day()
    with world.database.read() as conn:
        return [key for key, one in ledger.claims_of_books(conn, [HOUSE]).items() if one.due_on < day]


def dun(world: World, due_by: date, dispatched: date | None = None, designated: date | None = None) -> None:
    """Dunning letters that were posted, as their run leaves them on record."""
    with world.uow() as uow:
        values = world.services.values(uow.conn)
        uow.audit("dunning.test", object_kind="household", object_key=HOUSE)
        for key in claims(world, due_by):
            claim = ledger.claims(uow.conn, [key])[key]
            sent = dispatched or claim.due_on + timedelta(days=20)
            until = designated or sent + timedelta(days=11)
            run_id = f"{key}/run"
            letter = request_letter(uow, NewLetter("dunning_run/notice", "hq", HOUSE, {}, "POST"))
            run = {"run_id": run_id, "kind": "DUE", "due_on": claim.due_on, "dun_by": sent}
            uow.conn.execute(insert(t.dunning_runs).values({**run, "opened_by": "hotta", "opened_at": uow.now}))
            line = {
                "run_id": run_id,
                "claim_key": key,
                "household_key": HOUSE,
                "office": "chuo",
                "due_on": claim.due_on,
                "open_yen": claim.open.total,
                "verdict": "ISSUE",
                "reason": "ISSUE",
                "relief": False,
                "protected": False,
                "turns": 0,
                "letter_id": letter,
                "dispatched_on": sent,
                "designated_on": until,
                "seizure_trace": seizure_possible_from(sent, until, values).as_json(),
            }
            uow.conn.execute(insert(t.dunning_lines).values(line))
            put_act(uow, key, Act.DUNNING, sent, by_event=f"letter:{letter}")


def pay_all(world: World, keys: Sequence[str] | None = None) -> None:
    """The principal of these instalments paid today, as a cashier books it."""
    with world.uow() as uow:
        found = ledger.claims_locked(uow, claims(world) if keys is None else keys)
        for claim in found.values():
            into, carried = brought_forward(claim, uow.business_day, world.services.values(uow.conn))
            made = [*carried, *received(into, claim.open.principal.total, uow.business_day, Rules())]
            ledger.write(uow, made, Origin("test"))


def put_asset(world: World, api: Api, number: str = "R8-000900-1", **changes: JSON) -> str:
    """An asset in the register, as an answer leaves it; the case is any of the household's."""
    case_id = begin(api, "asset_inquiry", trigger="OTHER")
    payload: dict[str, JSON] = {
        "asset_id": f"asset/{number}",
        "number": number,
        "household_key": HOUSE,
        "person_key": HEAD,
        "kind": "DEPOSIT",
        "third_party": "若葉みどり銀行 本店営業部",
        "postal_code": "000-0021",
        "address": "若葉市中央区銀行通二丁目3番4号",
        "detail": "普通預金 本店営業部",
        "account_tail": "****567",
        "value": 500_000,
        "prior": 0,
        "exempt": False,
        "source": "照会の回答",
        "as_of": world.clock.business_day().isoformat(),
        "case_id": case_id,
    } | changes
    world.change(RegisterChange("put_asset", f"test/{number}", payload))
    return number


def begin(api: Api, slug: str, by: str = "toda", **data: JSON) -> str:
    """受付 of one of the procedures; the case's id."""
    return str(start(api, slug, by, **data).done()["case_id"])


def start(api: Api, slug: str, by: str = "toda", **data: JSON) -> Reply:
    """受付, whatever comes of it."""
    day = api.city.clock.business_day().isoformat()
    common: dict[str, JSON] = {"channel": "EXOFFICIO", "received_on": day, "household_key": HOUSE}
    return api.post(by, "/cases", {"procedure": slug, "data": common | data})


def draft(**changes: JSON) -> dict[str, JSON]:
    """The draft of a seizure of the couple's deposit, as the bank's answer says it."""
    return {
        "result": "propose",
        "asset_number": "R8-000900-1",
        "claims_scope": "ALL",
        "record": "若葉みどり銀行 回答 11月10日",
        "holder_name": NAME,
        "holder_kana": KANA,
        "holder_birth": BIRTH,
        "holder_address": "若葉市中央区青柳町5丁目6番7号",
        "other": "NOT_ASKED",
        "registry_addresses": [],
        "credited": "NONE",
        "pays": [],
    } | changes


def copied(of: Mapping[str, JSON] | None = None, **changes: JSON) -> dict[str, JSON]:
    """What the second person copies from the same answer; `of` the draft, whose rows are marked one by one."""
    rows = [f"{name}.{place}" for name in ROWS for place in range(len((of or {}).get(name) or ()))]
    groups = {name: {"mark": "match", "right_value": None} for name in ("asset", "holder", "pay", *rows)}
    return {
        "result": "agree",
        "marks": groups,
        "seen_name": NAME,
        "seen_kana": KANA,
        "seen_birth": BIRTH,
        "seen_address": "中央区青柳町5-6-7",
        "history_seen": True,
    } | changes


def seized(api: Api, number: str = "R8-000900-1", **changes: JSON) -> str:
    """Drafted, compared, decided and signed; the case's id."""
    case_id = decided(api, number, **changes)
    sign(api, case_id).done()
    return case_id


def decided(api: Api, number: str = "R8-000900-1", **changes: JSON) -> str:
    """Drafted, compared and decided."""
    case_id = begin(api, "seizure", reason="催告に応じない")
    typed = draft(asset_number=number, **changes)
    api.complete(case_id, "enter", typed, "toda").done()
    api.complete(case_id, "check", copied(typed), "kagami").done()
    api.complete(case_id, "decide", {"result": "approve"}, "sakai").done()
    return case_id


def sign(api: Api, case_id: str, by: str = "toda", **changes: JSON) -> Reply:
    """The signature."""
    return api.complete(case_id, "sign", {"result": "sign", **CARD, **changes}, by)


def serve(api: Api, case_id: str, result: str = "SERVED", **more: JSON) -> Reply:
    """The service on record: today at 10:42."""
    answers: dict[str, JSON] = {"result": result, "proof": "配達証明 第12号"}
    if result == "SERVED":
        answers |= {"served_on": api.city.clock.business_day().isoformat(), "served_hour": 10, "served_minute": 42}
    return api.complete(case_id, "serve", answers | more, "toda")


def outcome(api: Api, case_id: str) -> str | None:
    """The end that a case has reached."""
    return api.city.case(case_id).outcome
