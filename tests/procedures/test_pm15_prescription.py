"""PM15: premiums of 892 households were collected after their limitation (千葉市 2008). Nothing extinct is collected.

Each act that asks for an instalment, takes it by force, sets money off against it or has it acknowledged is tried on
one that is extinct and on one that lives; each test fails when that act's guard is taken out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from server.casework.fix_late_charges import run_late_charges
from server.casework.issue_letters import issue_requested
from server.casework.plan_slips import issue_plan_slips
from server.casework.release_letters import release_letter
from server.domain.arrears import State, instalment, state_of
from server.domain.arrears_picture import picture
from server.domain.ledger.acts import received
from server.domain.ledger.rules import Rules
from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.store import arrears, claim_acts, ledger, letters
from server.store import tables as t
from server.store.ledger import Origin
from server.store.letters import NewLetter, request_letter
from tests.money.dunning import Dunning, Walk, staff
from tests.procedures import extinct
from tests.procedures.extinct import GONE, LAST, YEN, old_levy, refused
from tests.procedures.outside import Api
from tests.procedures.seizing import HOUSE, arrears_town, begin, draft, put_asset
from tests.world import World

TODAY = date(2026, 11, 18)
TOLD = date(2024, 6, 10)
"""The day of the notice, which renews the clock, before the due dates."""


@pytest.fixture
def owed(town: World) -> World:
    """A household with one extinct instalment and one that lives until 2 December."""
    old_levy(town)
    return town


def written(world: World) -> dict[str, int]:
    """How many rows stand where acts on claims leave theirs."""
    tables = (t.pledges, t.deferrals, t.seizures, t.participations, t.deposits, t.claim_acts, t.postings, t.receipts)
    with world.database.read() as conn:
        return {table.name: int(conn.scalar(select(func.count()).select_from(table)) or 0) for table in tables}


@pytest.mark.parametrize("act", [extinct.pledge, extinct.deferral])
def test_pm15_an_extinct_instalment_is_not_acknowledged_and_not_put_off(owed: World, act: Any) -> None:
    before = written(owed)
    with refused(owed) as uow:
        act(uow, GONE)
    assert written(owed) == before
    with owed.uow() as uow:
        act(uow, LAST)
    assert written(owed) != before


@pytest.mark.parametrize("act", [extinct.signed, extinct.served, extinct.filed])
def test_pm15_an_extinct_instalment_is_not_taken_by_force(town_api: Api, act: Any) -> None:
    world = arrears_town(town_api.city)
    old_levy(world)
    case_id = begin(town_api, "seizure", reason="催告に応じない")
    before = written(world)
    with refused(world) as uow:
        act(uow, GONE, case_id)
    assert written(world) == before
    with world.uow() as uow:
        act(uow, LAST, case_id)


@pytest.mark.parametrize("act", [extinct.shared, extinct.distributed])
def test_pm15_no_proceeds_are_put_on_an_extinct_instalment(town_api: Api, act: Any) -> None:
    world = arrears_town(town_api.city)
    old_levy(world)
    case_id = begin(town_api, "seizure", reason="催告に応じない")
    before = written(world)
    with refused(world) as uow:
        act(world, uow, GONE, case_id)
    assert written(world) == before
    with world.uow() as uow:
        act(world, uow, LAST, case_id)


def test_pm15_a_seizure_is_not_drafted_for_an_extinct_instalment_and_stops_when_it_lapses(town_api: Api) -> None:
    """The claims are looked at when they are chosen and again at the signature."""
    world = arrears_town(town_api.city)
    old_levy(world)
    put_asset(world, town_api)
    case_id = begin(town_api, "seizure", reason="催告に応じない")
    chosen = draft(claims_scope="CHOSEN", claims=[{"claim_key": GONE}])
    reply = town_api.complete(case_id, "enter", chosen, "toda")
    assert reply.status == 422
    assert "seizure_prescribed" in str(reply.body)


def frozen(world: World, letter: str, keys: dict[str, Any], data: dict[str, Any]) -> str:
    """A letter that lies printed in the house; its id."""
    with world.uow() as uow:
        made = request_letter(uow, NewLetter(letter, "chuo", HOUSE, keys, "POST"))
        rev = select(t.households.c.rev).where(t.households.c.household_key == HOUSE).scalar_subquery()
        said = {"status": "rendered", "data": data, "household_rev": rev, "pdf_hash": "0" * 64}
        uow.conn.execute(update(t.letters).where(t.letters.c.letter_id == made).values(said))
    return made


@pytest.mark.parametrize("letter", ["arrears/reminder", "arrears/warning"])
def test_pm15_a_letter_that_lay_until_the_claim_was_extinct_does_not_leave_the_house(owed: World, letter: str) -> None:
    owed.grant("saeki", "letter:release")
    lives = frozen(owed, letter, {}, {"lines": [{"levy_year": 2024, "instalment": 2}]})
    gone = frozen(owed, letter, {}, {"lines": [{"levy_year": 2024, "instalment": no} for no in (1, 2)]})
    with pytest.raises(Refused, match="letter_demands_prescribed") as said:
        release_letter(owed.services, owed.caller("saeki"), gone, "POST")
    assert said.value.params == {"claim": GONE, "day": "2026-10-31"}
    release_letter(owed.services, owed.caller("saeki"), lives, "POST")
    with owed.database.read() as conn:
        found = {key: letters.get_letter(conn, key) for key in (gone, lives)}
    assert [one.status for one in found.values() if one is not None] == ["rendered", "handed_over"]


@pytest.mark.parametrize("letter", ["arrears/reminder", "arrears/warning"])
def test_pm15_a_letter_of_arrears_names_no_extinct_instalment_and_is_not_made_for_it_alone(
    owed: World, letter: str
) -> None:
    dunned(owed, GONE, LAST)
    assert demanded(owed, letter) == [2]
    owed.clock.set(date(2026, 12, 3))
    assert demanded(owed, letter) is None


def dunned(world: World, *claims: str) -> None:
    """The instalments were dunned long ago by a system before ours: the letter's dates stand, its act does not."""
    with world.uow() as uow:
        for key in claims:
            run = {"run_id": f"run/{key}", "kind": "DUE", "due_on": date(2020, 1, int(key[-2:])), "opened_by": "saeki"}
            run |= {"dun_by": TODAY, "opened_at": uow.now}
            uow.conn.execute(insert(t.dunning_runs).values(run))
            line: dict[str, Any] = {"run_id": run["run_id"], "claim_key": key, "household_key": HOUSE, "office": "chuo"}
            line |= {"payer_key": None, "due_on": date(2024, 10, 31), "open_yen": YEN, "verdict": "ISSUE", "turns": 0}
            line |= {"reason": "ISSUE", "relief": False, "protected": False, "dispatched_on": date(2024, 12, 10)}
            line |= {"letter_id": request_letter(uow, NewLetter("dunning_run/notice", "chuo", HOUSE, {}, "POST"))}
            line |= {"designated_on": date(2024, 12, 20), "seizure_trace": {"day": "2024-12-21"}}
            uow.conn.execute(insert(t.dunning_lines).values(line))


def demanded(world: World, letter: str) -> list[int] | None:
    """The instalments that a letter made now asks for; None where none is made."""
    with world.uow() as uow:
        keys = {"household_key": HOUSE, "office": "chuo", "payer_key": None, "grade": "GENTLE"}
        made = request_letter(uow, NewLetter(letter, "chuo", HOUSE, keys, "POST"))
    issue_requested(world.services)
    with world.database.read() as conn:
        found = letters.get_letter(conn, made)
    assert found is not None
    if found.status == "void":
        return None
    assert found.data is not None, found.held_for
    lines: Any = found.data["lines"]
    return [line["instalment"] for line in lines]


def test_pm15_arrears_are_summed_without_what_is_extinct(owed: World) -> None:
    dunned(owed, GONE, LAST)
    with owed.database.read() as conn:
        fact: Any = arrears.arrears_of(conn, [HOUSE], TODAY)[HOUSE]
        values = owed.services.values(conn)
    states = {one["claim_key"]: state_of(instalment(one), [], TODAY, values) for one in fact["instalments"]}
    assert states == {GONE: State.PRESCRIBED, LAST: State.ARREARS}
    seen = picture(fact, [], [], TODAY, values)
    assert (seen.open, seen.count, seen.oldest_due) == (YEN, 1, "2024-12-02")


def test_pm15_no_dunning_letter_is_made_for_an_extinct_instalment(town_api: Api) -> None:
    walk, dunning = officers(town_api), Dunning(town_api.city)
    gone = dunning.owes("family", due=date(2024, 10, 31), notice=TOLD)
    walk.start(date(2024, 10, 31)).listed()
    line = dunning.lines(dunning.run(date(2024, 10, 31)))[gone]
    assert (line.verdict, line.reason, line.letter_id) == ("NO_LETTER", "EXTINCT", None)


def test_pm15_a_dunning_letter_is_pulled_when_its_instalment_lapses_at_the_printer(town_api: Api) -> None:
    walk, dunning, due = officers(town_api), Dunning(town_api.city), date(2024, 11, 20)
    late, other = dunning.owes("family", due=due, notice=TOLD), dunning.owes("single", due=due)
    walk.start(due).listed().checked(due).decided()
    town_api.city.clock.set(date(2026, 11, 24))
    walk.handed_over()
    lines = dunning.lines(dunning.run(due))
    assert [(lines[key].pulled, lines[key].handed_over_on) for key in (late, other)] == [
        ("EXTINCT", None),
        (None, date(2026, 11, 24)),
    ]


def officers(api: Api) -> Walk:
    staff(api.city)
    walk = Walk(api, Dunning(api.city))
    walk.dunning.in_up_to(date(2026, 11, 17))
    return walk


@pytest.mark.parametrize(("day", "fixed"), [(date(2027, 3, 10), 1), (date(2027, 3, 11), 0)])
def test_pm15_no_late_charge_is_fixed_on_what_is_extinct(owed: World, day: date, fixed: int) -> None:
    """Paid in full on 10 March 2025 by a file that comes in two years later: from the next day on nothing arises."""
    with owed.uow() as uow:
        claim = ledger.claims(uow.conn, [GONE])[GONE]
        claim_acts.put_act(uow, GONE, Act.DUNNING, date(2024, 11, 19), by_event="file:dunning")
        ledger.write(uow, received(claim, claim.open.total, date(2025, 3, 10), Rules()), Origin("test"))
    owed.clock.set(day)
    run = run_late_charges(owed.services, again=True)
    assert (run.looked_at, run.held, run.fixed) == (1, 0, fixed)


def test_pm15_no_slip_of_a_plan_asks_for_what_is_extinct(owed: World) -> None:
    with owed.uow() as uow:
        extinct.pledge(uow, LAST)
        keys = {"pledge_key": f"p/{LAST}"}
        made = request_letter(uow, NewLetter("pledge/pledge", "chuo", HOUSE, keys, "POST"))
    with owed.uow() as uow:
        letter = letters.get_letter(uow.conn, made)
        assert letter is not None
        assert [one["amount"] for one in issue_plan_slips(owed.services, uow, letter)] == [YEN]
    owed.clock.set(date(2028, 11, 20))
    with owed.uow() as uow:
        assert issue_plan_slips(owed.services, uow, letter) == []
