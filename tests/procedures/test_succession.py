"""納付義務の承継 to each of its ends, through the API; every wrong input answered as written (P29)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from server.casework.begin_successions import begin_successions
from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.amounts import Amounts
from server.store import cases, holds, ledger_proof, letters, levies, payment_slips, successions
from server.store import tables as t
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from tests.procedures.lapsing import check as lapsing_check
from tests.procedures.lapsing import decide as lapsing_decide
from tests.procedures.lapsing import findings
from tests.procedures.outside import Api, Reply
from tests.procedures.pledging import DUE, opened, paid
from tests.world import World

HOME = "family"
TODAY, DIED = "2026-11-18", "2026-11-10"
EACH = 12_301
SPOUSE: dict[str, JSON] = {"name": "桑原 良子", "kin": "SPOUSE", "acceptance": "ACCEPTED"}
CHILD: dict[str, JSON] = {"name": "桑原 一", "kin": "CHILD", "acceptance": "ACCEPTED"}
AT: dict[str, JSON] = {"postal_code": "000-0012", "address": "若葉市中央区青柳町1番2号"}
PAPER: dict[str, JSON] = {"evidence": "FAMILY_REGISTER", "paper_location": "承継綴り 1"}


@pytest.fixture
def desk(town_api: Api) -> Api:
    return at_work(town_api)


def at_work(api: Api) -> Api:
    """Toda reads the registers, Okamura checks, Kuroda decides; two of four instalments of 12,301 yen are due."""
    for right in ("work:qualification", "work:arrears"):
        api.city.grant("okamura", right)
    opened(api, "succession")
    with api.city.uow() as uow:
        account = levies.open_account(uow, 2026, "0000000001", api.city.household(HOME).key, head(api))
        new = [NewInstalment(no, day, day, date(2026, 6, 10)) for no, day in enumerate(DUE, 1)]
        made = levies.open_instalments(uow, account, new)
        on = {one.claim_key: Amounts(EACH - 3300, 2000, 1000, 300) for one in made}
        levies.state_levy(uow, account, on, Origin("test"), cause="決定")
    return api


def head(api: Api) -> str:
    return str(api.city.household(HOME).head.key)


def begin(api: Api, **says: JSON) -> Reply:
    data: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "received_on": TODAY,
        "household_key": api.city.household(HOME).key,
        "person_key": head(api),
        "died_on": DIED,
    }
    return api.post("toda", "/cases", {"procedure": "succession", "data": data | (says or PAPER)})


def begun(api: Api) -> str:
    return str(begin(api).done()["case_id"])


def enter(api: Api, case_id: str, *heirs: dict[str, JSON], result: str = "HEIRS", **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": result, "registers": "桑原 徹の出生から死亡までの戸籍", "heirs": list(heirs)}
    if result in ("HEIRS", "ASK"):
        answers["shield_checked"] = True
    if result == "HEIRS":
        answers["represented_by"] = "FILED"
    if result == "NONE":
        answers["court"] = "若葉家庭裁判所の照会の回答(全員の放棄)"
    if result == "MISTAKEN":
        answers = {"result": result, "why": "同じ名の人の除籍だった"}
    return api.complete(case_id, "enter", {k: v for k, v in (answers | says).items() if v is not None}, "toda")


def agreed(api: Api, case_id: str, result: str = "approve") -> Reply:
    marks = {name: {"mark": "match", "right_value": None} for name in api.city.check_groups(case_id)}
    api.complete(case_id, "check", {"marks": dict(marks), "result": "agree"}, "okamura").done()
    said: dict[str, JSON] = {"result": result} | ({} if result == "approve" else {"reason": "戸籍が足りない"})
    return api.complete(case_id, "decide", said, "kuroda")


def held(api: Api) -> list[tuple[str, int]]:
    """Kinds of holds with how many instalments they concern."""
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        found = holds.holds_of(conn, [key], api.city.clock.business_day())[key]
    return [(one.kind, len(one.claim_keys or ())) for one in found]


def record(api: Api) -> successions.Succession | None:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return next(iter(successions.successions_of(conn, [key]).get(key, ())), None)


def letters_of(api: Api, case_id: str) -> list[letters.Letter]:
    issue_requested(api.city.services)
    with api.city.database.read() as conn:
        found = list(letters.letters_of_case(conn, case_id))
    assert all(one.status == "rendered" for one in found), [one.held_for for one in found]
    return found


# ---- ends ----------------------------------------------------------------------------------------


def test_heirs_are_asked_returned_once_and_take_over_each_yen(api: Api) -> None:
    """On both databases: the widow files for two children; four times 12,301 yen are 24,604, 12,300 and 12,300."""
    at_work(api)
    case_id = begun(api)
    assert held(api) == [("DECEASED", 4)]
    enter(api, case_id, SPOUSE | AT | {"representative": True}, CHILD, result="ASK").done()
    filed: dict[str, JSON] = {"result": "FILED", "filed_on": TODAY, "named": "桑原 良子", "paper_location": "綴り 2"}
    api.complete(case_id, "reply", filed, "toda").done()
    heirs = (SPOUSE | AT | {"representative": True}, CHILD | AT, CHILD | AT | {"name": "桑原 二"})
    enter(api, case_id, *heirs).done()
    agreed(api, case_id, "return").done()
    enter(api, case_id, *heirs).done()
    assert agreed(api, case_id).done()["outcome"] == "transferred"
    assert held(api) == []
    one = record(api)
    assert one is not None
    assert (one.state, one.representative, one.represented_by) == ("TRANSFERRED", 1, "FILED")
    assert (one.dead_key, one.died_on) == (head(api), date(2026, 11, 10))
    with api.city.database.read() as conn:
        parts = successions.parts_of(conn, one.succession_key)
        shares = [(each.share_of, each.share_in) for each in successions.heirs_of(conn, one.succession_key)]
        assert ledger_proof.prove(conn, api.city.clock.business_day()).findings == []
    assert shares == [(1, 2), (1, 4), (1, 4)]
    by_heir = [sum(part.yen for part in parts if part.heir_no == no) for no in (1, 2, 3)]
    assert (by_heir, sum(by_heir)) == ([4 * 6_151, 4 * 3_075, 4 * 3_075], 4 * EACH)
    made = letters_of(api, case_id)
    assert sorted(each.letter for each in made) == ["succession/notice"] * 3 + ["succession/representative"]
    told = [each for each in made if each.letter == "succession/notice"]
    said: Any = {str((each.data or {})["heir_name"]): each.data for each in told}["桑原 良子"]
    assert (said["share"], said["representative"], said["debt_sum"]) == ("2分の1", "桑原 良子", 24_604)
    assert [row["part"] for row in said["debts"]] == [6_151] * 4
    slips = [slip for each in told for slip in (each.data or {})["slips"]]
    assert sorted(slip["amount"] for slip in slips) == [12_300, 12_300, 24_604]
    with api.city.database.read() as conn:  # they stand beside each other, for the yen of the premium and no more
        lines = payment_slips.slip_lines(conn, [slip["collection_no"] for slip in slips])
    by_claim = Counter[str]()
    for line in (line for some in lines.values() for line in some):
        by_claim[line.claim_key] += line.amount
    assert list(by_claim.values()) == [EACH] * 4


def test_an_overpayment_is_split_with_the_debts_and_a_limited_heir_answers_up_to_what_he_got(desk: Api) -> None:
    city = desk.city
    case_id = begun(desk)
    with city.database.read() as conn:
        claims = sorted(conn.scalars(t.instalments.select().with_only_columns(t.instalments.c.claim_key)))
    paid(city, claims[0], EACH + 101)
    heirs = (CHILD | AT | {"acceptance": "LIMITED", "inherited": 10_000, "representative": True}, CHILD | AT)
    enter(desk, case_id, *heirs, represented_by="DESIGNATED").done()
    agreed(desk, case_id).done()
    one = record(desk)
    assert one is not None
    with city.database.read() as conn:
        parts = successions.parts_of(conn, one.succession_key)
        first, second = successions.heirs_of(conn, one.succession_key)
    assert (first.answers_up_to, second.answers_up_to, one.represented_by) == (10_000, None, "DESIGNATED")
    credit = [part.yen for part in parts if part.kind == "CREDIT"]
    assert (credit, sum(part.yen for part in parts if part.kind == "DEBT")) == ([51, 50], 3 * EACH)
    said: Any = next(one.data for one in letters_of(desk, case_id) if (one.data or {})["limited"])
    assert (said["limited"], said["limit"], said["credit_sum"]) == (True, 10_000, 51)
    assert sum(slip["amount"] for slip in said["slips"]) == 10_000  # his part is more


def test_renounced_by_all_it_becomes_a_ground_of_suspension(desk: Api) -> None:
    """The hold stays, nobody is written to, and a suspension of execution is begun (P19, ground i)."""
    opened(desk, "suspension_write_off")
    case_id = begun(desk)
    out = {"acceptance": "RENOUNCED"}
    enter(desk, case_id, SPOUSE | out, CHILD | out, result="NONE").done()
    assert agreed(desk, case_id).done()["outcome"] == "no_heir"
    one = record(desk)
    assert one is not None
    assert (one.state, one.representative, held(desk)) == ("NO_HEIR", None, [("DECEASED", 4)])
    assert letters_of(desk, case_id) == []
    with desk.city.database.read() as conn:
        begun_cases = conn.scalars(t.cases.select().with_only_columns(t.cases.c.slug)).all()
    assert "suspension_write_off" in begun_cases


def test_with_nobody_to_inherit_the_hold_ends_by_the_decision_to_suspend(desk: Api) -> None:
    """What the decision suspends is held by it from then on; what it leaves out stays held for the death."""
    opened(desk, "suspension_write_off")
    case_id = begun(desk)
    enter(desk, case_id, SPOUSE | {"acceptance": "RENOUNCED"}, result="NONE").done()
    agreed(desk, case_id).done()
    with desk.city.database.read() as conn:
        wanted = t.cases.select().with_only_columns(t.cases.c.case_id).where(t.cases.c.slug == "suspension_write_off")
        suspension = str(conn.scalars(wanted).one())
    desk.complete(suspension, "enter", findings(desk.city), "toda").done()
    checked = lapsing_check(desk, suspension).done()
    if checked["status"] == "active":
        lapsing_decide(desk, suspension).done()
    kinds = dict(held(desk))
    assert "SUSPENSION" in kinds
    assert kinds["SUSPENSION"] + kinds.get("DECEASED", 0) == 4


def test_who_lives_is_collected_from_as_before(desk: Api) -> None:
    case_id = begun(desk)
    assert enter(desk, case_id, result="MISTAKEN").done()["outcome"] == "taken_back"
    assert (held(desk), record(desk), letters_of(desk, case_id)) == ([], None, [])


def test_nothing_owed_and_nothing_overpaid_ends_at_once(desk: Api) -> None:
    with desk.city.database.read() as conn:
        claims = sorted(conn.scalars(t.instalments.select().with_only_columns(t.instalments.c.claim_key)))
    for claim in claims:
        paid(desk.city, claim, EACH)
    assert desk.city.case(begun(desk)).outcome == "nothing"
    assert (held(desk), record(desk)) == ([], None)


def test_the_night_begins_it_for_a_payer_whose_death_the_register_told(desk: Api) -> None:
    """Once, however often it looks; not while the payer is only no longer the head."""
    city = desk.city
    assert begin_successions(city.services) == 0
    died(city, head(desk))
    assert [begin_successions(city.services) for _ in range(2)] == [1, 0]
    with city.database.read() as conn:
        found = cases.once(conn, f"succession/{city.household(HOME).key}/{head(desk)}")
    assert found is not None
    assert held(desk) == [("DECEASED", 4)]
    assert begin(desk, evidence="REGISTER").done()["case_id"] != found, "a clerk may look for himself"


def died(city: World, person: str) -> None:
    """The insurance as the withdrawal leaves it: over on the day behind the death."""
    spell: dict[str, JSON] = {"person_key": person, "household_key": city.household(HOME).key, "branch": "01"}
    spell |= {"shikaku_from": "2020-04-01", "tekiyo_from": "2020-04-01", "acquired_by": "moved_in"}
    city.change(RegisterChange("open_eligibility", "test/spell", spell | {"symbol": "若中", "number": "900001"}))
    ended: dict[str, JSON] = {"person_key": person, "tekiyo_to": "2026-11-11", "lost_by": "death"}
    city.change(RegisterChange("close_eligibility", "test/death", ended | {"shikaku_to": "2026-11-11"}))


# ---- wrong input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"household_key": "9999999999"}, "household_not_found"),
        ({"person_key": "999999999999999"}, "succession_payer_unknown"),
        ({"evidence": "REGISTER", "paper_location": None}, "succession_payer_alive"),
        ({"died_on": "2026-11-19"}, "date_too_late"),
        ({"died_on": None}, "required"),
    ],
)
def test_a_wrong_beginning_is_refused_and_leaves_nothing(desk: Api, says: dict[str, JSON], code: str) -> None:
    reply = begin(desk, **{k: v for k, v in (PAPER | says).items() if v is not None or k == "died_on"})
    assert code in str(reply.body), reply.body
    assert held(desk) == []


def test_a_change_of_the_head_alone_moves_no_debt(desk: Api) -> None:
    """Another member is no payer: nothing begins, nothing is held."""
    other = desk.city.household(HOME).members[1].key
    assert begin(desk, **PAPER, person_key=other).code == "succession_payer_unknown"
    assert (held(desk), record(desk)) == ([], None)


@pytest.mark.parametrize(
    ("heirs", "says", "code"),
    [
        ((), {}, "succession_nobody_inherits"),
        ((SPOUSE | {"acceptance": "RENOUNCED"},), {}, "succession_nobody_inherits"),
        ((SPOUSE,), {"result": "NONE"}, "succession_somebody_inherits"),
        ((SPOUSE | AT, SPOUSE | AT), {}, "succession_two_spouses"),
        ((SPOUSE | AT, CHILD | AT), {}, "succession_representative_one"),
        ((SPOUSE | AT | {"representative": True}, CHILD | AT), {"represented_by": None}, "required"),
        ((SPOUSE,), {}, "required"),
        ((SPOUSE | AT | {"acceptance": "LIMITED"},), {}, "required"),
        ((CHILD | AT | {"designated": "半分"},), {}, "succession_share_invalid"),
        ((CHILD | AT | {"designated": "1/2"},), {}, "succession_shares_not_one"),
        ((CHILD | AT | {"kin": "SIBLING", "through": "弟/姪"},), {}, "succession_line_too_long"),
        ((CHILD,), {"result": "ASK"}, "succession_ask_whom"),
        ((CHILD | AT,), {"shield_checked": None}, "must_be_ticked"),
        ((CHILD | AT | {"name": "あ" * 101},), {}, "too_long"),
    ],
)
def test_a_family_that_cannot_be_is_said_beside_its_field_and_nothing_moves(
    desk: Api, heirs: tuple[dict[str, JSON], ...], says: dict[str, JSON], code: str
) -> None:
    case_id = begun(desk)
    says = dict(says)
    reply = enter(desk, case_id, *heirs, result=str(says.pop("result", "HEIRS")), **says)
    assert code in str(reply.body), reply.body
    assert (record(desk), held(desk)) == (None, [("DECEASED", 4)])
    assert desk.city.open_task(case_id, "enter") is not None


def test_the_same_death_is_succeeded_to_once_and_by_nobody_without_the_right(desk: Api) -> None:
    case_id = begun(desk)
    assert desk.complete(case_id, "enter", {"result": "MISTAKEN", "why": "x"}, "saeki").status in (403, 404)
    enter(desk, case_id, CHILD | AT).done()
    agreed(desk, case_id).done()
    assert begin(desk).code == "succession_stands"
