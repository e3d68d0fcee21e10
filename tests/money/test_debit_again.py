"""The second debit (再振替) end to end: before dunning, else the letter goes out; nobody falls between the two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.casework.debit_again import ask_again, waiting
from server.casework.debit_night import run_debits
from server.casework.issue_letters import issue_requested
from server.domain.direct_debit import Turn, again_days, again_in_time, may_ask_again
from server.domain.dunning import opens_on
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.domain.values import DatedValue, Values
from server.store import debit_runs, ledger, letters
from server.store import values as value_store
from server.store.debit_runs import DebitRun
from tests.money.debits import CUT, DUE, Debits
from tests.shipped_values import shipped_rows
from tests.world import World

VALUES = Values(shipped_rows())
AGAIN_ON = date(2027, 1, 12)
LETTER = "direct_debit/failed"


def put(world: World, key: str, unit: str, value: object) -> None:
    """A dated value of the city as a manager changes it."""
    row = DatedValue(key, unit, date(2000, 1, 1), None, value, "試験", "試験", "illustrative")  # type: ignore[arg-type]
    with world.uow() as uow:
        value_store.put_value(uow, row, origin="test", by_event="test")


@pytest.fixture
def debits(town: World) -> Debits:
    """A city that asks a second time, on the day the first request is cut."""
    for function in ("debit:run", "receipt:import"):
        town.grant("saeki", function)
    put(town, "debit.again", "flag", value=True)
    town.clock.set(CUT)
    return Debits(town)


def lacking(debits: Debits, *more: str) -> tuple[str, DebitRun]:
    """A first request answered with lack of funds (and paid by the other households); the instalment, the run."""
    claim = debits.owes("family")
    debits.agreed("family")
    codes = {claim: "1"}
    for place, home in enumerate(more):
        codes[debits.owes(home)] = "0"
        debits.agreed(home, f"765432{place}")
    run = debits.cut()
    debits.take(run, codes)
    return claim, run


def sent(debits: Debits) -> list[str]:
    with debits.world.database.read() as conn:
        return [one.letter for one in letters.find_letters(conn, ALL).items]


def owed(debits: Debits, claim: str) -> int:
    with debits.world.database.read() as conn:
        return ledger.claims(conn, [claim])[claim].open.total


def second(debits: Debits) -> DebitRun | None:
    with debits.world.database.read() as conn:
        return debit_runs.run_of(conn, DUE, Turn.AGAIN)


@pytest.mark.parametrize("due", [date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 30), DUE, date(2027, 3, 31)])
def test_the_second_debit_lies_before_the_dunning_list(due: date) -> None:
    assert again_days(due, due, VALUES).debit_on < opens_on(due, VALUES)
    assert again_in_time(due, VALUES)


def test_it_can_be_asked_for_until_the_day_before_its_own() -> None:
    assert again_days(DUE, DUE, VALUES).debit_on == AGAIN_ON
    assert may_ask_again(DUE, AGAIN_ON - timedelta(days=1), VALUES)
    assert not may_ask_again(DUE, AGAIN_ON, VALUES)


def test_lack_of_funds_is_asked_again_by_the_night_and_paid(debits: Debits) -> None:
    claim, _ = lacking(debits, "single")
    assert sent(debits) == []
    assert run_debits(debits.world.services).cut == 1
    assert run_debits(debits.world.services).cut == 0
    run = second(debits)
    assert run is not None
    assert (run.debit_on, run.count, run.total) == (AGAIN_ON, 1, 8300)
    assert sent(debits) == []
    debits.take(run, {claim: "0"})
    assert owed(debits, claim) == 0
    run_debits(debits.world.services)
    assert sent(debits) == []


def test_lack_of_funds_a_second_time_brings_the_letter_with_its_slip(debits: Debits) -> None:
    claim, _ = lacking(debits)
    run = ask_again(debits.world.services, debits.world.caller("saeki"), DUE)
    debits.take(run, {claim: "1"})
    assert owed(debits, claim) == 8300
    assert sent(debits) == [LETTER]
    assert issue_requested(debits.world.services).rendered == 1
    with debits.world.database.read() as conn:
        assert waiting(conn, debits.world.services.values(conn)) == ()


def test_who_withdrew_between_the_two_is_written_to_instead(debits: Debits) -> None:
    lacking(debits)
    debits.end("family", debits.world.clock.business_day())
    run = ask_again(debits.world.services, debits.world.caller("saeki"), DUE)
    assert run.count == 0
    assert sent(debits) == [LETTER]
    ask_again(debits.world.services, debits.world.caller("saeki"), DUE)
    assert sent(debits) == [LETTER]


def test_a_second_request_that_was_not_made_in_time_becomes_a_letter(debits: Debits) -> None:
    lacking(debits)
    debits.world.clock.set(AGAIN_ON)
    with pytest.raises(Refused, match="debit_run_too_late"):
        ask_again(debits.world.services, debits.world.caller("saeki"), DUE)
    run_debits(debits.world.services)
    run_debits(debits.world.services)
    assert sent(debits) == [LETTER]
    assert second(debits) is None


def test_m08_behind_the_dunning_list_the_letter_goes_out_at_once(debits: Debits) -> None:
    put(debits.world, "debit.again_open_days", "count", 8)
    lacking(debits)
    assert sent(debits) == [LETTER]
    with pytest.raises(Refused, match="debit_again_behind_dunning"):
        ask_again(debits.world.services, debits.world.caller("saeki"), DUE)
    run_debits(debits.world.services)
    assert sent(debits) == [LETTER]
    assert second(debits) is None


def test_nobody_is_asked_again_before_the_first_results_are_in(debits: Debits) -> None:
    debits.owes("family")
    debits.agreed("family")
    debits.cut()
    with pytest.raises(Refused, match="debit_again_before_result"):
        ask_again(debits.world.services, debits.world.caller("saeki"), DUE)
