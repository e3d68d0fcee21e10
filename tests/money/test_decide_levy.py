"""One household's levy decision: what is decided, what stays, what is refused, and what is kept of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Connection, event, select

from server.casework.decide_levy import LevyOrder, decide_levy, read
from server.casework.levy_slices import Worked, work_out
from server.domain.effects import RegisterChange
from server.domain.levy.assess import assess
from server.domain.levy.decision import load_terms
from server.domain.levy.inputs import inputs_json, read_inputs
from server.domain.levy.model import WHOLE_YEAR
from server.domain.levy.parameters import load_parameters
from server.domain.levy.vocabulary import Vocabulary
from server.domain.refusals import Refused
from server.store import ledger_proof, levies, levy_decisions, levy_due
from server.store import tables as t
from server.store.levy_inputs import levy_households
from server.store.levy_words import SharedWords, Words
from tests.money.levying import decide, owed, put_income, put_incomes
from tests.world import World

DAY = date(2026, 11, 18)
HEAD, WIFE, HOUSE = "000000000001061", "000000000001062", "0000000106"


def test_a_first_decision_levies_the_year_over_the_instalments_still_to_come(city: World) -> None:
    put_incomes(city)
    (made,) = decide(city)
    assert (made.outcome, made.total_before, made.payer_key, made.provisional) == ("DECIDED", 0, HEAD, False)
    levied = owed(city)
    assert [key[-2:] for key in levied] == ["06", "07", "08", "09", "10"]  # due from 30 November on
    assert sum(levied.values()) == made.total_after == _reckoned(city)
    rest = list(levied.values())
    assert rest[1:] == [rest[1]] * 4
    assert rest[1] % 100 == 0
    _proved(city)


def test_the_decision_keeps_inputs_lines_and_trace_with_the_record_of_each_figure(town: World) -> None:
    put_incomes(town)
    (made,) = decide(town)
    with town.database.read() as conn:
        basis = levy_decisions.basis_of(conn, [made.decision_id])[made.decision_id]
    assert sum(line["amount"] for line in basis["lines"]) == made.total_after
    assert {(one["kind"], one["person"]) for one in basis["inputs"]["sources"]} >= {("income", HEAD), ("head", HEAD)}
    assert all(one["event"] for one in basis["inputs"]["sources"])
    assert any(line["step"] == "total" and line["value"] == made.total_after for line in basis["trace"])
    assert any("条" in line.get("article", "") for line in basis["trace"])


def test_the_same_facts_again_change_nothing_but_are_kept_as_looked_at(town: World) -> None:
    put_incomes(town)
    decide(town)
    before = owed(town)
    town.clock.wait(minutes=1)
    (again,) = decide(town)
    assert (again.outcome, again.levy_id) == ("NO_CHANGE", None)
    assert owed(town) == before
    with town.database.read() as conn:
        assert [one.outcome for one in levy_decisions.of_household(conn, HOUSE)] == ["NO_CHANGE", "DECIDED"]


def test_what_is_due_already_is_never_raised(town: World) -> None:
    put_incomes(town, first=2_000_000)
    decide(town)
    before = owed(town)
    town.clock.set(date(2027, 1, 20))
    put_income(town, HEAD, 6_000_000, on="2027-01-10")
    (made,) = decide(town)
    after = owed(town)
    assert made.outcome == "CHANGED"
    assert made.total_after > made.total_before
    due = [key for key in after if key[-2:] in ("06", "07")]
    assert [after[key] for key in due] == [before[key] for key in due]
    assert sum(after.values()) == made.total_after
    _proved(town)


def test_an_increase_after_the_last_due_date_becomes_an_extra_instalment(town: World) -> None:
    put_incomes(town, first=2_000_000)
    decide(town)
    before = owed(town)
    town.clock.set(date(2027, 4, 20))
    put_income(town, HEAD, 6_000_000, on="2027-04-10")
    (made,) = decide(town)
    after = owed(town)
    (extra,) = set(after) - set(before)
    assert after[extra] == made.total_after - made.total_before
    with town.database.read() as conn:
        standing = {one.claim_key: one for one in levies.instalments_of(conn, str(made.account_key))}
    assert standing[extra].ad_hoc
    assert standing[extra].due_on == date(2027, 5, 31)
    assert (standing[extra].accounting_year, standing[extra].standing) == (2027, "PAST")  # 施行令142条1項2号
    _proved(town)


def test_a_fall_below_what_was_due_lowers_the_latest_first(town: World) -> None:
    put_incomes(town, first=6_000_000)
    decide(town)
    town.clock.set(date(2027, 2, 25))
    put_income(town, HEAD, 0, on="2027-02-10")
    (made,) = decide(town)
    after = owed(town)
    assert sum(after.values()) == made.total_after < made.total_before
    _proved(town)


@pytest.mark.parametrize(
    ("day", "yen", "overlap", "outcome"),
    [
        (date(2028, 6, 30), 6_000_000, False, "CHANGED"),
        (date(2028, 7, 1), 6_000_000, False, "BARRED"),
        (date(2028, 6, 30), 0, False, "CHANGED"),
        (date(2028, 7, 1), 0, False, "BARRED"),  # up and down: 国保法110条の2第1項
        (date(2028, 7, 1), 0, True, "CHANGED"),  # 第2項
        (date(2028, 7, 1), 6_000_000, True, "BARRED"),
        (date(2031, 6, 30), 0, True, "CHANGED"),
        (date(2031, 7, 1), 0, True, "BARRED"),
    ],
)
def test_the_limit_bars_up_and_down_but_for_the_overlap(
    town: World, day: date, yen: int, overlap: bool, outcome: str
) -> None:
    put_incomes(town, first=2_000_000)
    decide(town)
    before = owed(town)
    town.clock.set(day)
    put_income(town, HEAD, yen, on=day.isoformat())
    (made,) = decide(town, overlap=overlap)
    assert made.outcome == outcome
    assert (owed(town) == before) is (outcome == "BARRED")


def test_an_unknown_income_is_levied_provisionally_without_reduction(town: World) -> None:
    put_income(town, HEAD, 0)
    (made,) = decide(town)
    assert made.provisional
    assert made.tenths == 0
    put_income(town, WIFE, 0)
    (known,) = decide(town)
    assert not known.provisional
    assert known.tenths == 7
    assert known.total_after < made.total_after


def test_another_head_has_an_account_of_his_own_from_the_month_of_the_change(town: World) -> None:
    put_incomes(town)
    decide(town)
    for person, relation in ((HEAD, "SPOUSE"), (WIFE, "HEAD")):
        town.change(_membership(person, relation, "2026-12-10"))
    made = {one.payer_key: one for one in decide(town, cause="HEAD")}
    assert (made[HEAD].outcome, made[WIFE].outcome) == ("CHANGED", "DECIDED")
    with town.database.read() as conn:
        basis = levy_decisions.basis_of(conn, [one.decision_id for one in made.values()])
        inputs = {one["inputs"]["payer_key"]: one["inputs"] for one in basis.values()}
    assert inputs[HEAD]["months"] == 0b0000_1111_1111
    assert inputs[WIFE]["months"] == WHOLE_YEAR & ~0b0000_1111_1111
    assert inputs[WIFE]["reference"] == "2026-12-10"
    _proved(town)


def test_two_heads_in_a_month_block_the_household(town: World) -> None:
    put_incomes(town)
    town.change(_membership(WIFE, "HEAD", "2026-12-10"))
    with pytest.raises(Refused, match="levy_two_heads_in_month"):
        decide(town)
    assert owed(town) == {}


def test_an_incomplete_birth_date_blocks_the_household(town: World) -> None:
    put_incomes(town)
    person = {"person_key": WIFE, "name": "三浦 由紀", "name_kana": "ミウラ　ユキ", "sex": "F"}
    payload = person | {"birth_date": "1973-00-00", "valid_from": "2020-04-01"}
    town.change(RegisterChange("put_person", "test/birth", payload))
    with pytest.raises(Refused, match="levy_birth_unknown"):
        decide(town)


def test_who_is_insured_no_more_is_levied_up_to_the_month_before(town: World) -> None:
    put_incomes(town)
    decide(town)
    for person in (HEAD, WIFE):
        loss = {"person_key": person, "tekiyo_to": "2026-11-01", "shikaku_to": "2026-11-01", "lost_by": "employee"}
        town.change(RegisterChange("close_eligibility", f"test/loss/{person}", loss))
    (made,) = decide(town)
    assert made.outcome == "CHANGED"
    assert made.total_after < made.total_before
    _proved(town)


def test_every_change_that_touches_a_levy_waits_until_a_decision(town: World) -> None:
    put_incomes(town)
    with town.database.read() as conn:
        waiting = [one for one in levy_due.open_of(conn, [HOUSE])[HOUSE] if one.levy_year == 2026]
        assert {one.cause for one in waiting} >= {"put_income", "open_eligibility"}
        assert HOUSE in levy_due.waiting(conn, 2026)
        assert levy_due.count_waiting(conn)[2026] >= 1
    decide(town)
    decide(town)  # nothing changed is a look too
    with town.database.read() as conn:
        assert all(one.levy_year != 2026 for one in levy_due.open_of(conn, [HOUSE]).get(HOUSE, ()))


def test_a_new_address_or_the_same_birth_date_touches_no_levy(town: World) -> None:
    with town.database.read() as conn:
        before = levy_due.open_of(conn, [HOUSE])
    person = {"person_key": WIFE, "name": "三浦 ゆき", "name_kana": "ミウラ　ユキ", "sex": "F"}
    payload = person | {"birth_date": "1973-08-08", "valid_from": "2026-11-18"}
    town.change(RegisterChange("put_person", "test/name", payload))
    with town.database.read() as conn:
        assert levy_due.open_of(conn, [HOUSE]) == before


def test_totals_that_no_longer_come_out_are_not_decided(town: World) -> None:
    put_incomes(town)
    order = LevyOrder(HOUSE, 2026, "INCOME", "test", expected={HEAD: 1})
    with town.uow() as uow:
        values = town.services.values(uow.conn)
        with pytest.raises(Refused, match="levy_changed_meanwhile"):
            decide_levy(uow, order, values)


def test_frozen_inputs_are_the_same_after_a_turn_through_json(town: World) -> None:
    put_incomes(town)
    with town.database.read() as conn:
        inputs = levy_households(conn, [HOUSE], 2026, DAY, town.services.values(conn))[HOUSE]
    assert read_inputs(inputs_json(inputs)) == inputs


def test_many_households_are_read_in_as_many_statements_as_one(town: World) -> None:
    put_incomes(town)
    keys = [town.household(name).key for name in ("insured", "single", "family", "senior", "north")]
    with town.database.read() as conn:
        values = town.services.values(conn)
        counted = [_statements(conn, partial(read, conn, some, 2026, DAY, values)) for some in (keys[:1], keys)]
    assert counted[1] <= counted[0] + 1


def _reckoned(world: World) -> int:
    """The engine's own total, from the household as the registers have it."""
    with world.database.read() as conn:
        values = world.services.values(conn)
        (payer,) = levy_households(conn, [HOUSE], 2026, DAY, values)[HOUSE].payers
        household = replace(payer.household, reference=date(2026, 4, 1))
        return assess(household, load_parameters(values, 2026)).total


def _statements(conn: Connection, act: Callable[[], object]) -> int:
    """How many statements an act sends to the database."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    act()
    event.remove(conn, "before_cursor_execute", note)
    return len(seen)


def _membership(person: str, relation: str, on: str) -> RegisterChange:
    payload = {"person_key": person, "household_key": HOUSE, "relation": relation, "valid_from": on}
    return RegisterChange("put_membership", f"test/{person}/{relation}/{on}", payload)


def _proved(world: World) -> None:
    with world.database.read() as conn:
        assert ledger_proof.prove(conn, world.clock.business_day()).findings == []


def test_a_basis_kept_with_shared_words_is_read_exactly_like_one_kept_whole(city: World) -> None:
    """What a run keeps of a household, and what a clerk's decision of the same facts keeps."""
    put_incomes(city)
    shared, (worked,) = _worked(city)
    (made,) = decide(city)
    in_run = replace(made, decision_id="run", levy_id=None)
    for _ in range(2):
        with city.uow() as uow:
            levy_decisions.keep_packed(uow, [(replace(in_run, decision_id=uow.new_id()), worked.kept[0])])
    with city.uow() as uow:
        levy_decisions.keep_packed(uow, [(in_run, worked.kept[0])])
    with city.database.read() as conn:
        found = levy_decisions.basis_of(conn, [made.decision_id, "run"])
        pages = conn.scalars(select(t.levy_words.c.words_hash)).all()
    assert json.dumps(found["run"]) == json.dumps(found[made.decision_id])
    assert pages == [shared.page().words_hash]  # once, however many decisions share it


def test_words_that_are_missing_or_changed_have_a_name(town: World) -> None:
    put_incomes(town)
    shared, (worked,) = _worked(town)
    (made,) = decide(town)
    of_nobody = replace(worked.kept[0], words=None)
    of_others = replace(worked.kept[0], words=Words(shared.page().words_hash, zlib.compress(b"[]")))
    for packed, said in ((of_nobody, "missing"), (of_others, "were changed")):
        with town.uow() as uow:
            levy_decisions.keep_packed(uow, [(replace(made, decision_id=said, levy_id=None), packed)])
        with town.database.read() as conn, pytest.raises(ValueError, match=said):
            levy_decisions.basis_of(conn, [said])


def _worked(world: World) -> tuple[SharedWords, tuple[Worked, ...]]:
    day = world.clock.business_day()
    with world.database.read() as conn:
        values = world.services.values(conn)
        terms = load_terms(values, 2026, day)
        shared = SharedWords(Vocabulary(terms.parameters))
        return shared, work_out(conn, [HOUSE], terms, values, shared)
