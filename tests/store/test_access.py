"""IDs, passwords, rights, sessions and tokens: two people give, one live session, limits, no secret kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.domain.refusals import Refused
from server.domain.rights import Grant
from server.domain.roles import role_grants
from server.store import grants, sessions, settings, tokens, users
from server.store import tables as t
from server.store.database import Database
from server.store.drafts import get_draft, save_draft
from server.store.users import NewUser
from tests.store.city import DAY, NOW, OFFICER, do, later

IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=10)


def new_user(user_id: str = "tamura", **more: Any) -> NewUser:
    says: dict[str, Any] = {
        "staff_number": f"S-{user_id}",
        "name": "田村 健",
        "name_kana": "タムラ ケン",
        "office": "chuo",
        "kind": "permanent",
        "title": "主事",
        "valid_from": date(2026, 4, 1),
        "valid_to": None,
        "requested_by": "head",
    }
    return NewUser(user_id, **(says | more))


def test_an_id_is_issued_by_another_than_who_asked(city: Database) -> None:
    user = do(city, lambda uow: users.issue_user(uow, new_user()), actor=OFFICER)
    assert (user.requested_by, user.issued_by, user.works_on(DAY)) == ("head", "officer", True)
    with pytest.raises(Refused, match="same_person_requests_and_issues"):
        do(city, lambda uow: users.issue_user(uow, new_user("mori", requested_by="officer")), actor=OFFICER)


def test_the_database_itself_refuses_an_id_asked_for_and_issued_by_one(city: Database) -> None:
    with pytest.raises(IntegrityError), city.engine.begin() as conn:
        conn.execute(
            t.users.insert().values(
                **{name: getattr(new_user(), name) for name in NewUser.__slots__}, issued_by="head", created_at=NOW
            )
        )


@pytest.mark.parametrize("again", [new_user("saeki"), new_user("other", staff_number="S1")])
def test_neither_id_nor_staff_number_is_given_out_twice(city: Database, again: NewUser) -> None:
    do(city, lambda uow: users.disable_user(uow, "saeki"), actor=OFFICER)
    with pytest.raises(Refused, match="staff_number_taken"):
        do(city, lambda uow: users.issue_user(uow, again), actor=OFFICER)


@pytest.mark.parametrize("kind", ["fixed_term", "contractor"])
def test_who_is_not_permanent_staff_needs_an_end_date(city: Database, kind: str) -> None:
    with pytest.raises(Refused, match="grant_without_end"):
        do(city, lambda uow: users.issue_user(uow, new_user(kind=kind)), actor=OFFICER)
    until = date(2027, 4, 1)
    user = do(city, lambda uow: users.issue_user(uow, new_user(kind=kind, valid_to=until)), actor=OFFICER)
    assert user.works_on(until - timedelta(days=1))
    assert not user.works_on(until)


def test_a_disabled_id_stays_on_record_and_cannot_be_deleted(city: Database) -> None:
    do(city, lambda uow: users.disable_user(uow, "saeki"), actor=OFFICER)
    with city.read() as conn:
        user = users.get_user(conn, "saeki")
    assert user is not None
    assert not user.works_on(DAY)
    with pytest.raises(DBAPIError, match="kokuho_frozen"), city.engine.begin() as conn:
        conn.execute(t.users.delete())


def test_only_particulars_of_a_user_can_be_changed(city: Database) -> None:
    do(city, lambda uow: users.change_user(uow, "saeki", office="kita", title="主査"), actor=OFFICER)
    with city.read() as conn:
        user = users.get_user(conn, "saeki")
        assert user is not None
        assert [found.user_id for found in users.all_users(conn, office="kita")] == ["saeki"]
        assert users.names_of(conn, {"saeki", "nobody"}) == {"saeki": "佐伯 由美"}
    with pytest.raises(ValueError, match="staff_number"):
        do(city, lambda uow: users.change_user(uow, "saeki", staff_number="S9"), actor=OFFICER)


def test_five_wrong_passwords_lock_for_thirty_minutes_and_a_right_one_clears(city: Database) -> None:
    do(city, lambda uow: users.set_password(uow, "saeki", "hash-1", must_change=True), actor=OFFICER)
    lock = timedelta(minutes=30)
    for count in (1, 2, 3, 4):
        tried = do(city, lambda uow: users.record_failure(uow, "saeki", tries=5, lock=lock))
        assert tried is not None
        assert (tried.failed_count, tried.locked_until) == (count, None)
    tried = do(city, lambda uow: users.record_failure(uow, "saeki", tries=5, lock=lock))
    assert tried is not None
    assert tried.locked_until == NOW + lock
    do(city, lambda uow: users.clear_failures(uow, "saeki"))
    with city.read() as conn:
        cleared = users.get_credential(conn, "saeki")
    assert cleared is not None
    assert (cleared.failed_count, cleared.locked_until, cleared.must_change) == (0, None, True)


def test_a_failure_of_an_id_without_password_is_nothing(city: Database) -> None:
    assert do(city, lambda uow: users.record_failure(uow, "saeki", tries=5, lock=IDLE)) is None


def test_earlier_passwords_are_remembered(city: Database) -> None:
    for text in ("hash-1", "hash-2", "hash-3"):
        do(city, lambda uow, it=text: users.set_password(uow, "saeki", it, must_change=False))  # type: ignore[misc]
    with city.read() as conn:
        assert users.old_password_hashes(conn, "saeki") == ("hash-2", "hash-1")


def give(database: Database, *given: Grant, user_id: str = "saeki") -> tuple[str, ...]:
    return do(database, lambda uow: grants.give(uow, user_id, given, requested_by="head"), actor=OFFICER)


def test_grants_hold_from_their_first_day_until_before_their_last(city: Database) -> None:
    give(city, Grant("case:start", "chuo", DAY, DAY + timedelta(days=2)))
    with city.read() as conn:
        held = [bool(grants.grants_of(conn, "saeki", DAY + timedelta(days=n))) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_an_ended_grant_counts_no_more_at_once_and_stays_on_record(city: Database) -> None:
    ids = give(city, *role_grants("counter", "chuo", DAY))
    assert do(city, lambda uow: grants.end_grants(uow, ids[:1]), actor=OFFICER) == 1
    with city.read() as conn:
        assert len(grants.grants_of(conn, "saeki", DAY)) == len(ids) - 1
        assert len(grants.grant_rows(conn, "saeki")) == len(ids)


def test_rights_are_asked_for_and_given_by_two_people(city: Database) -> None:
    with pytest.raises(Refused, match="same_person_requests_and_issues"):
        do(
            city,
            lambda uow: grants.give(uow, "saeki", [Grant("case:view", "all", DAY)], requested_by="officer"),
            actor=OFFICER,
        )
    row = {"grant_id": "g", "user_id": "saeki", "function": "case:view", "scope": "all", "valid_from": DAY}
    with pytest.raises(IntegrityError), city.engine.begin() as conn:
        conn.execute(t.grants.insert().values(**row, requested_by="a", granted_by="a", granted_at=NOW))


def test_a_contractor_gets_no_right_without_end(city: Database) -> None:
    contractor = new_user("center", kind="contractor", valid_to=date(2027, 4, 1))
    do(city, lambda uow: users.issue_user(uow, contractor), actor=OFFICER)
    with pytest.raises(Refused, match="grant_without_end"):
        give(city, Grant("work:typing", "all", DAY), user_id="center")


def test_a_contractor_is_never_given_what_officials_alone_may_do(city: Database) -> None:
    until = date(2027, 4, 1)
    contractor = new_user("center", kind="contractor", valid_to=until)
    do(city, lambda uow: users.issue_user(uow, contractor), actor=OFFICER)
    with pytest.raises(Refused, match="contractor_cannot_decide"):
        give(city, Grant("work:approver", "all", DAY, until), user_id="center")


def test_holders_are_those_who_may_work_there_today(city: Database) -> None:
    give(city, Grant("work:counter", "chuo", DAY))
    give(city, Grant("work:counter", "all", DAY), user_id="okamura")
    with city.read() as conn:
        assert grants.holders(conn, "work:counter", "chuo", DAY) == ("okamura", "saeki")
        assert grants.holders(conn, "work:counter", "kita", DAY) == ("okamura",)
        assert grants.holders(conn, "work:counter", "kita", DAY - timedelta(days=1)) == ()


def log_in(database: Database, minutes: float = 0, terminal: str = "窓口3番") -> sessions.Started:
    return do(
        database, lambda uow: sessions.start_session(uow, "saeki", terminal=terminal, ip="10.0.0.3"), at=later(minutes)
    )


def test_a_second_log_in_ends_the_first_and_takes_its_half_typed_form_over(city: Database) -> None:
    first = log_in(city)
    with city.housekeeping() as conn:
        save_draft(
            conn,
            user_id="saeki",
            draft_key="task:1",
            answers={"reason": "birth"},
            form_hash="f",
            session_id=first.session.session_id,
            now=NOW,
        )
    second = log_in(city, 5, "窓口7番")
    assert second.replaced is not None
    assert second.replaced.session_id == first.session.session_id
    assert [draft.answers for draft in second.handed_over] == [{"reason": "birth"}]
    with city.read() as conn:
        old = sessions.session_of(conn, first.token)
        assert get_draft(conn, "saeki", "task:1") is not None
    assert old is not None
    assert (old.end_reason, old.replaced_by) == ("replaced", second.session.session_id)


def test_the_database_itself_refuses_two_live_sessions_of_one_id(city: Database) -> None:
    log_in(city)
    with city.read() as conn:
        row = conn.execute(t.sessions.select()).one()._asdict()
    with pytest.raises(IntegrityError), city.engine.begin() as conn:
        conn.execute(t.sessions.insert().values(**(row | {"session_id": "x", "token_hash": "x"})))


def test_the_token_is_found_only_as_its_hash(city: Database) -> None:
    started = log_in(city)
    with city.read() as conn:
        assert started.token not in str(conn.execute(t.sessions.select()).all())
        assert sessions.session_of(conn, "guessed") is None


@pytest.mark.parametrize(
    ("minutes", "touched", "expected"),
    [(14.9, 0, None), (15, 0, "idle"), (20, 10, None), (25, 10, "idle"), (600, 595, "absolute")],
)
def test_a_session_ends_after_idle_time_and_after_its_longest_time(
    city: Database, minutes: float, touched: float, expected: str | None
) -> None:
    session_id = log_in(city).session.session_id
    with city.housekeeping() as conn:
        sessions.touch_session(conn, session_id, later(touched))
    with city.read() as conn:
        session = sessions.live_session(conn, "saeki")
        assert session is not None
        assert sessions.limit_reached(session, later(minutes), idle=IDLE, absolute=ABSOLUTE) == expected
        overdue = sessions.overdue_sessions(conn, later(minutes), idle=IDLE, absolute=ABSOLUTE)
    assert [reason for _, reason in overdue] == ([] if expected is None else [expected])


def test_being_seen_is_not_written_at_every_request(city: Database) -> None:
    session = log_in(city).session
    assert not sessions.needs_touch(session, later(0.4))
    assert sessions.needs_touch(session, later(0.5))


def test_an_ended_session_is_not_ended_again_nor_touched(city: Database) -> None:
    session_id = log_in(city).session.session_id
    with city.housekeeping() as conn:
        assert sessions.end_session(conn, session_id, "logout", later(1))
        assert not sessions.end_session(conn, session_id, "idle", later(2))
        sessions.touch_session(conn, session_id, later(3))
    with city.read() as conn:
        assert sessions.live_session(conn, "saeki") is None
        assert [s.last_seen_at for s in sessions.sessions_of(conn, "saeki")] == [NOW]


def test_a_token_works_until_it_expires_or_is_revoked(city: Database) -> None:
    text, token = do(city, lambda uow: tokens.create_token(uow, "saeki", label="連携", expires_at=later(60)))
    with city.read() as conn:
        assert tokens.token_of(conn, text, later(59)) == token
        assert text not in str(conn.execute(t.api_tokens.select()).all())
        with pytest.raises(Refused, match="token_invalid"):
            tokens.token_of(conn, text, later(60))
        with pytest.raises(Refused, match="token_invalid"):
            tokens.token_of(conn, "guessed", NOW)
    do(city, lambda uow: tokens.revoke_token(uow, token.token_id))
    with city.read() as conn, pytest.raises(Refused, match="token_invalid"):
        tokens.token_of(conn, text, NOW)


def test_the_first_answer_to_a_request_stands(city: Database) -> None:
    with city.housekeeping() as conn:
        tokens.keep_answer(conn, "saeki", "k1", tokens.Answered("r", 201, {"case": "R8-000001"}, NOW))
        tokens.keep_answer(conn, "saeki", "k1", tokens.Answered("r", 500, None, NOW))
    with city.read() as conn:
        kept = tokens.answered(conn, "saeki", "k1")
        assert tokens.answered(conn, "okamura", "k1") is None
    assert kept == tokens.Answered("r", 201, {"case": "R8-000001"}, NOW)


def test_settings_and_saved_filters_are_each_persons_own(city: Database) -> None:
    with city.housekeeping() as conn:
        settings.set_setting(conn, "saeki", "density", "high")
        settings.set_setting(conn, "saeki", "density", "normal")
        first = settings.save_search(conn, "saeki", "今日まで", {"due": "today"})
        settings.save_search(conn, "saeki", "返戻", {"slug": "serve_letter"})
        settings.drop_search(conn, "okamura", first)
    with city.read() as conn:
        assert settings.settings_of(conn, "saeki") == {"density": "normal"}
        assert [search.name for search in settings.saved_searches(conn, "saeki")] == ["今日まで", "返戻"]
        assert settings.settings_of(conn, "okamura") == {}
    with city.housekeeping() as conn:
        settings.drop_search(conn, "saeki", first)
    with city.read() as conn:
        assert conn.scalars(select(t.saved_searches.c.name)).all() == ["返戻"]
