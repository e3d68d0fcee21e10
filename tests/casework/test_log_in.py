"""Logging in (ログイン): locks, one live session, limits of time, and rights that end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.casework.log_in import LoggedIn, caller_of_token, log_in, log_out, resume
from server.casework.own_account import change_password
from server.casework.save_draft import save_start_draft
from server.cli.demo_city.staff import PASSWORD
from server.domain.refusals import Refused
from server.store import audit, grants, users
from tests.world import World


def enter(city: World, user_id: str = "saeki", password: str = PASSWORD, terminal: str = "窓口3番") -> LoggedIn:
    return log_in(city.services, user_id, password, terminal=terminal, ip="10.0.0.3")


def goes_on(city: World, session: LoggedIn) -> str:
    return resume(city.services, session.token, terminal="窓口3番", ip="10.0.0.3").user_id


def limit(city: World, name: str) -> int:
    with city.database.read() as conn:
        return city.services.values(conn).integer(name, city.clock.business_day())


def test_a_right_password_begins_a_session_with_the_rights_of_the_day(city: World) -> None:
    session = enter(city)
    assert goes_on(city, session) == "saeki"
    assert session.caller.office_name == "中央区役所 市民総合窓口課"
    assert session.caller.may("case:start", "chuo", city.clock.business_day())
    assert not session.replaced


def test_a_wrong_password_and_an_unknown_id_are_refused_in_the_same_words(city: World) -> None:
    codes = []
    for user_id in ("saeki", "nobody"):
        with pytest.raises(Refused) as refusal:
            enter(city, user_id, "wrong")
        codes.append((refusal.value.code, refusal.value.message_ja))
    assert codes[0] == codes[1]
    assert codes[0][0] == "login_wrong"


def test_so_many_wrong_passwords_lock_the_id_for_its_minutes_even_for_the_right_one(city: World) -> None:
    tries, minutes = limit(city, "login.tries"), limit(city, "login.lock_minutes")
    for _ in range(tries):
        with pytest.raises(Refused, match="login_wrong"):
            enter(city, password="wrong")
    with pytest.raises(Refused, match="login_locked"):
        enter(city)
    city.clock.wait(minutes=minutes)
    assert goes_on(city, enter(city)) == "saeki"


def test_a_right_password_between_wrong_ones_begins_the_count_anew(town: World) -> None:
    for _ in range(2):
        for _ in range(limit(town, "login.tries") - 1):
            with pytest.raises(Refused, match="login_wrong"):
                enter(town, password="wrong")
        enter(town)


def test_a_second_log_in_ends_the_first_and_takes_the_half_typed_along(city: World) -> None:
    first = enter(city)
    save_start_draft(city.services, first.caller, "enrolment", {"head_name": "本間 葵"})
    second = enter(city, terminal="事務室2番")
    assert second.replaced
    assert [draft.answers for draft in second.handed_over] == [{"head_name": "本間 葵"}]
    assert goes_on(city, second) == "saeki"
    with pytest.raises(Refused, match="session_replaced"):
        goes_on(city, first)


def test_an_idle_session_is_over_and_one_at_work_is_not(city: World) -> None:
    idle = limit(city, "session.idle_minutes")
    session = enter(city)
    for _ in range(3):
        city.clock.wait(minutes=idle - 1)
        assert goes_on(city, session) == "saeki"
    city.clock.wait(minutes=idle)
    with pytest.raises(Refused, match="session_expired"):
        goes_on(city, session)


def test_no_session_outlasts_its_absolute_limit(town: World) -> None:
    idle, absolute = limit(town, "session.idle_minutes"), limit(town, "session.absolute_minutes")
    session = enter(town)
    gone = timedelta()
    while gone + timedelta(minutes=idle - 1) < timedelta(minutes=absolute):
        town.clock.wait(minutes=idle - 1)
        gone += timedelta(minutes=idle - 1)
        assert goes_on(town, session) == "saeki"
    town.clock.wait(minutes=idle - 1)
    with pytest.raises(Refused, match="session_expired"):
        goes_on(town, session)


def test_logging_out_ends_the_session(town: World) -> None:
    session = enter(town)
    log_out(town.services, session.caller)
    with pytest.raises(Refused, match="session_expired"):
        goes_on(town, session)


def test_a_token_nobody_handed_out_is_no_session(town: World) -> None:
    with pytest.raises(Refused, match="not_logged_in"):
        resume(town.services, "guessed", terminal="窓口3番", ip="10.0.0.3")
    with pytest.raises(Refused, match="token_invalid"):
        caller_of_token(town.services, "guessed", ip="10.0.0.3")


def test_an_id_without_training_of_the_last_months_does_not_work(town: World) -> None:
    with town.uow() as uow:
        users.change_user(uow, "saeki", trained_on=date(2024, 4, 1))
    with pytest.raises(Refused, match="login_not_ready"):
        enter(town)


def test_a_disabled_id_is_out_at_its_next_step(town: World) -> None:
    session = enter(town)
    with town.uow() as uow:
        users.disable_user(uow, "saeki")
    with pytest.raises(Refused, match="session_expired"):
        goes_on(town, session)


def test_a_right_that_ends_is_gone_at_the_next_step(town: World) -> None:
    session = enter(town)
    with town.uow() as uow:
        held = [one for one in grants.grant_rows(uow.conn, "saeki") if one.function == "case:start"]
        grants.end_grants(uow, [one.grant_id for one in held])
    caller = resume(town.services, session.token, terminal="窓口3番", ip="10.0.0.3")
    assert not caller.may("case:start", "chuo", town.clock.business_day())


def test_every_attempt_stands_in_the_audit_without_the_password(town: World) -> None:
    with pytest.raises(Refused):
        enter(town, password="himitsu-no-kotoba")
    enter(town)
    with town.database.read() as conn:
        events = audit.events_of(conn, user_id="saeki")
    assert [event.kind for event in events] == ["session.start", "session.refuse"]
    assert "himitsu" not in repr(events)


def test_a_new_password_works_and_the_old_one_does_not(town: World) -> None:
    session = enter(town)
    change_password(town.services, session.caller, PASSWORD, "atarashii-kotoba-7")
    with pytest.raises(Refused, match="login_wrong"):
        enter(town)
    again = enter(town, password="atarashii-kotoba-7")
    assert not again.must_change_password
    with pytest.raises(Refused, match="password_reused"):
        change_password(town.services, again.caller, "atarashii-kotoba-7", PASSWORD)
