"""What others hang on: days without a late charge, ends of what lasts, the guard against collecting what is extinct."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from server.domain.effects import RegisterChange
from server.domain.late_charge import Exemption
from server.domain.limitation import Act, Effect
from server.domain.refusals import Refused
from server.store import claim_acts
from server.store.late_exemptions import exemptions_of
from server.store.prescribed import clocks_of, prescribed, refuse_prescribed
from tests.money.purse import Purse
from tests.money.test_published_money import owed as owed
from tests.shipped_values import shipped_values


def put(purse: Purse, key: str, **says: object) -> None:
    payload = {"exemption_key": "e1", "claim_key": purse.claim_keys[0], "first_day": "2026-07-01", "share": "FULL"}
    change = RegisterChange("put_late_exemption", key, payload | {"ground": "DEFERRAL"} | says)
    purse.world.change(change)


def stand(purse: Purse) -> tuple[Exemption, ...]:
    with purse.world.database.read() as conn:
        return exemptions_of(conn, purse.claim_keys).get(purse.claim_keys[0], ())


def end(purse: Purse, key: str, on: str) -> None:
    purse.world.change(RegisterChange("end_late_exemption", key, {"exemption_key": "e1", "on": on}))


def test_an_exemption_lasts_until_it_is_ended_and_falls_away_when_ended_on_its_first_day(owed: Purse) -> None:
    put(owed, "k1")
    assert stand(owed) == (Exemption(date(2026, 7, 1), date.max),)
    put(owed, "k2", share="HALF", last_day="2026-12-31")
    assert stand(owed) == (Exemption(date(2026, 7, 1), date(2026, 12, 31), Fraction(1, 2)),)
    end(owed, "k3", "2026-10-01")
    assert stand(owed)[0].last == date(2026, 9, 30)
    end(owed, "k4", "2026-11-01")
    assert stand(owed)[0].last == date(2026, 9, 30), "an end behind the end changes nothing"
    end(owed, "k5", "2026-07-01")
    assert stand(owed) == ()
    owed.agree()


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"share": "THIRD"}, "late_exemption_share"),
        ({"ground": "KINDNESS"}, "late_exemption_ground"),
        ({"last_day": "2026-06-30"}, "dates_reversed"),
        ({"claim_key": "2026-0000000009-01"}, "claim_unknown"),
    ],
)
def test_an_exemption_that_says_nothing_sensible_is_refused(owed: Purse, says: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        put(owed, "k1", **says)
    with pytest.raises(Refused, match="late_exemption_unknown"):
        end(owed, "k2", "2026-10-01")


def test_a_seizure_holds_the_clock_until_its_end_is_stated_once(owed: Purse) -> None:
    key = owed.claim_keys[0]
    with owed.world.uow() as uow:
        act = claim_acts.put_act(uow, key, Act.SEIZURE, date(2026, 12, 1), by_event="case:seizure")
    with owed.world.database.read() as conn:
        assert clocks_of(conn, [key], shipped_values())[key].ends_on is None
    with owed.world.uow() as uow:
        assert claim_acts.end_act(uow, act, date(2027, 3, 31), by_event="case:release")
        assert not claim_acts.end_act(uow, act, date(2028, 3, 31), by_event="case:again")
        with pytest.raises(ValueError, match="no act"):
            claim_acts.end_act(uow, act, date(2026, 11, 30), by_event="case:before")
    with owed.world.database.read() as conn:
        clock = clocks_of(conn, [key], shipped_values())[key]
    assert clock.ends_on == date(2029, 3, 31)
    assert [step.act.document for step in clock.steps][-1] == "case:seizure"


def test_pm15_the_guard_lets_nothing_be_done_to_an_extinct_instalment(owed: Purse) -> None:
    first, second = owed.claim_keys[:2]
    with owed.world.database.read() as conn:
        assert prescribed(conn, [first, second], date(2028, 7, 1), shipped_values()) == {first: date(2028, 6, 30)}
        refuse_prescribed(conn, [first, second], date(2028, 6, 30), shipped_values())
        with pytest.raises(Refused, match="claim_prescribed"):
            refuse_prescribed(conn, [second, first], date(2028, 7, 1), shipped_values())


def test_pm15_an_acknowledgement_put_on_record_after_completion_with_an_earlier_day_has_no_effect(owed: Purse) -> None:
    key = owed.claim_keys[0]
    owed.world.clock.set(date(2028, 7, 3))
    with owed.world.uow() as uow:
        claim_acts.put_act(uow, key, Act.ACKNOWLEDGED, date(2028, 6, 20), by_event="case:pledge")
        claim_acts.put_act(uow, key, Act.ACKNOWLEDGED, date(2028, 7, 2), by_event="case:pledge2")
    with owed.world.database.read() as conn:
        clock = clocks_of(conn, [key], shipped_values())[key]
    assert clock.ends_on == date(2028, 6, 30)
    assert [(step.act.document, step.effect) for step in clock.doubtful] == [
        ("case:pledge", Effect.BACKDATED),
        ("case:pledge2", Effect.TOO_LATE),
    ]
