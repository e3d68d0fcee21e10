"""The nightly run over heads and former seniors (擬制世帯主など): on both databases, once, restartable."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from sqlalchemy import Connection, event, select

from server.casework import household_run
from server.casework.household_run import KIND, HouseholdRun, run_households
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.store import former_seniors, jobs, nominal_heads
from server.store import tables as t
from server.store.former_seniors import FormerSenior
from server.store.nominal_heads import HeadSpell
from tests.world import World

COUPLE = "0000000106"
HEAD, WIFE = "000000000001061", "000000000001062"
_NUMBERS = count(1)


def change(kind: str, **payload: JSON) -> RegisterChange:
    return RegisterChange(kind, f"{kind}/{next(_NUMBERS)}", payload)


def nominal(world: World, on: str, household: str = COUPLE) -> HeadSpell | None:
    with world.database.read() as conn:
        return nominal_heads.nominal_on(conn, [household], date.fromisoformat(on)).get(household)


def seniors(world: World, on: str) -> tuple[FormerSenior, ...]:
    with world.database.read() as conn:
        return former_seniors.seniors_on(conn, [COUPLE], date.fromisoformat(on)).get(COUPLE, ())


def leaves(world: World, person: str, on: str, because: str = "EMPLOYEE_INSURANCE") -> None:
    world.change(change("close_eligibility", person_key=person, tekiyo_to=on, shikaku_to=on, lost_by=because))


def marks(world: World) -> set[tuple[str, str]]:
    with world.database.read() as conn:
        rows = conn.execute(select(t.levy_due.c.household_key, t.levy_due.c.cause))
        return {(row.household_key, row.cause) for row in rows}


def test_the_run_opens_a_nominal_head_and_closes_him_when_the_last_insured_leaves(city: World) -> None:
    leaves(city, HEAD, "2026-06-01")
    assert run_households(city.services).changed == 1
    assert nominal(city, "2026-05-31") is None
    assert nominal(city, "2026-06-01") == HeadSpell(COUPLE, HEAD, date(2026, 6, 1), None)
    assert (COUPLE, "put_nominal_head") in marks(city)

    leaves(city, WIFE, "2026-10-01")
    city.clock.set(date(2026, 11, 19))
    assert run_households(city.services).changed == 1
    assert nominal(city, "2026-10-01") is None
    assert nominal(city, "2026-09-30") == HeadSpell(COUPLE, HEAD, date(2026, 6, 1), date(2026, 10, 1))


def test_a_head_who_is_insured_again_after_a_correction_is_nominal_no_more(town: World) -> None:
    leaves(town, HEAD, "2026-06-01")
    run_households(town.services)
    spell = {"person_key": HEAD, "household_key": COUPLE, "shikaku_from": "2026-06-01", "tekiyo_from": "2026-06-01"}
    number = {"symbol": "若1", "number": "7000001", "branch": "01"}
    town.change(change("open_eligibility", acquired_by="correction", **spell, **number))
    run_households(town.services, again=True)
    assert nominal(town, "2026-06-01") is None


def test_who_leaves_for_elderly_care_counts_in_his_household_until_he_moves_out(town: World) -> None:
    leaves(town, HEAD, "2026-06-20", "late_elderly")
    run_households(town.services)
    (found,) = seniors(town, "2026-11-18")
    assert (found.person_key, found.since, found.valid_to) == (HEAD, date(2026, 6, 20), None)
    assert nominal(town, "2026-06-20") is not None, "the head is not insured any more, his wife is"

    town.change(change("end_membership", person_key=HEAD, on="2026-11-10"))
    run_households(town.services, again=True)
    (ended,) = seniors(town, "2026-11-09")
    assert (ended.valid_to, ended.ended_because) == (date(2026, 11, 10), "LEFT")
    assert seniors(town, "2026-11-10") == ()


def test_the_run_of_a_day_is_made_once_and_again_finds_nothing(town: World) -> None:
    leaves(town, HEAD, "2026-06-01")
    first = run_households(town.services)
    assert (first.ran, first.changed) == (True, 1)
    assert run_households(town.services) == HouseholdRun(False)
    assert run_households(town.services, again=True).changed == 0
    assert run_households(town.services, everyone=True).changed == 0


def test_only_households_touched_since_the_last_run_are_looked_at(town: World) -> None:
    town.clock.wait(days=1)
    everyone = run_households(town.services).looked_at
    town.clock.wait(days=1)
    leaves(town, HEAD, "2026-06-01")
    assert everyone > 1
    assert run_households(town.services).looked_at == 1


def test_a_run_that_broke_off_is_taken_up_again_and_loses_nothing(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    leaves(town, HEAD, "2026-06-01")
    leaves(town, WIFE, "2026-09-01")
    monkeypatch.setattr(household_run, "_SLICE", 1)
    after = count()

    @event.listens_for(town.database.engine, "begin")
    def break_off(_: Connection) -> None:
        if next(after) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_households(town.services)
    event.remove(town.database.engine, "begin", break_off)
    town.clock.wait(minutes=11)
    assert run_households(town.services).ran
    assert nominal(town, "2026-08-31") == HeadSpell(COUPLE, HEAD, date(2026, 6, 1), date(2026, 9, 1))
    with town.database.read() as conn:
        done = jobs.last_done(conn, KIND)
    assert done is not None
    assert done.attempts == 2


@pytest.mark.parametrize(("day", "over"), [("2026-05-31", 0), ("2026-06-01", 1), ("2026-06-30", 1)])
def test_five_years_on_the_levy_is_looked_at_again_once(town: World, day: str, over: int) -> None:
    said = {"person_key": HEAD, "household_key": COUPLE, "since": "2021-06-20", "valid_from": "2022-04-01"}
    leaves(town, HEAD, "2022-05-01")
    town.change(change("put_former_senior", basis="CERTIFICATE", **said))
    town.clock.set(date.fromisoformat(day))
    assert run_households(town.services).terms_over == over
    assert run_households(town.services, again=True).terms_over == 0
    assert ((COUPLE, "pass_former_senior") in marks(town)) is bool(over)


def test_a_decided_enrolment_leaves_both_registers_right_at_once(town: World) -> None:
    family = town.household("family")
    case_id = town.checked("family", members=_without_head(town), head_joins="no")
    assert town.case(case_id).status == "completed"
    found = nominal(town, "2026-11-18", family.key)
    assert found is not None
    assert found.person_key == family.head.key


def test_a_former_senior_of_no_household_is_refused(town: World) -> None:
    with pytest.raises(Refused, match="register_overlap"):
        town.change(
            change(
                "move_eligibility",
                person_key="000000000001011",
                household_key=COUPLE,
                valid_from="2026-06-01",
                symbol="若1",
                number="1",
                branch="01",
            )
        )


def _without_head(world: World) -> JSON:
    from tests.world import answers_members

    return answers_members("family")[1:]
