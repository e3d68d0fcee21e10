"""My Numbers (個人番号) stay in their sealed table: the whole database is searched for one after a case was walked."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zlib
from collections.abc import Iterator

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.reveal_number import reveal_number
from server.casework.save_draft import save_task_draft
from server.casework.views.search import search
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.store import audit, drafts
from server.store.my_numbers import has_number
from tests.world import World

NUMBER = "123456789018"
OTHER = "111111111118"


def with_number(city: World, household: str = "single", number: str = NUMBER) -> list[dict[str, object]]:
    """The members of a household, the head's number typed."""
    members = list(city.answers_enter(household)["members"])
    return [{**members[0], "my_number": number}, *members[1:]]


def cells(town: World) -> Iterator[tuple[str, bytes]]:
    """Every value of every table as bytes, what is packed unpacked, too."""
    path = town.database.url.removeprefix("sqlite:///")
    conn = sqlite3.connect(path)
    for (table,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
        for row in conn.execute(f'select * from "{table}"').fetchall():
            for value in row:
                data = value if isinstance(value, bytes) else str(value).encode()
                yield table, data
                yield from ((table, plain) for plain in _unpacked(data))
    conn.close()


def _unpacked(data: bytes) -> Iterator[bytes]:
    for unpack in (zlib.decompress, gzip.decompress):
        try:
            yield unpack(data)
        except (zlib.error, OSError):
            continue


def tables_with_the_number(town: World) -> set[str]:
    return {table for table, data in cells(town) if NUMBER.encode() in data}


def test_a_typed_number_is_found_nowhere_in_the_database(town: World) -> None:
    case_id = town.identified("single")
    task = town.open_task(case_id, "enter")
    typed = {"members-0-my_number": NUMBER, "members-0-name": "本間 葵", "remarks": f"番号は {NUMBER} とのこと"}
    save_task_draft(town.services, town.caller("saeki"), task.task_id, typed)
    assert tables_with_the_number(town) == set()
    town.complete(case_id, "enter", town.answers_enter("single", members=with_number(town)), "saeki")
    town.complete(case_id, "check", town.answers_check(case_id), "okamura")
    issue_requested(town.services)
    with pytest.raises(Refused, match="search_my_number"):
        search(town.services, town.caller("saeki"), NUMBER)
    person = town.household("single").head.key
    assert reveal_number(town.services, town.caller("okamura"), person, "correction") == NUMBER
    assert tables_with_the_number(town) == set()
    assert any(b"\xe6\x9c\xac\xe9\x96\x93" in data for _, data in cells(town))  # a name is found: the search works


def test_a_draft_keeps_what_was_typed_but_the_number(town: World) -> None:
    case_id = town.identified("single")
    key = f"task:{town.open_task(case_id, 'enter').task_id}"
    typed = {"members-0-my_number": NUMBER, "members-0-name": "本間 葵"}
    save_task_draft(town.services, town.caller("saeki"), key.removeprefix("task:"), typed)
    with town.database.read() as conn:
        draft = drafts.get_draft(conn, "saeki", key)
    assert draft is not None
    assert draft.answers == {"members-0-name": "本間 葵"}


def test_a_decided_number_belongs_to_its_person_and_each_look_is_on_record(city: World) -> None:
    case_id = city.identified("single")
    city.complete(case_id, "enter", city.answers_enter("single", members=with_number(city)), "saeki")
    person = city.household("single").head.key
    with city.database.read() as conn:
        assert not has_number(conn, person)
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert reveal_number(city.services, city.caller("okamura"), person, "correction") == NUMBER
    with city.database.read() as conn:
        kinds = [event.kind for event in audit.events_of(conn, person_key=person)]
        (event,) = [e for e in audit.events_of(conn, user_id="okamura") if e.kind == "my_number.reveal"]
    assert "my_number.reveal" in kinds
    assert event.detail == {"purpose": "番号の誤りの調査"}


def test_a_number_is_not_shown_without_purpose_or_right(city: World) -> None:
    person = city.household("single").head.key
    with pytest.raises(Refused, match="purpose_missing"):
        reveal_number(city.services, city.caller("okamura"), person, "curiosity")
    with pytest.raises(Refused, match="no_right"):
        reveal_number(city.services, city.caller("saeki"), person, "correction")
    with pytest.raises(Refused, match="out_of_scope"):
        reveal_number(city.services, city.caller("kitano"), person, "correction")


def test_the_number_of_another_person_is_refused_beside_its_field_at_the_entry(city: World) -> None:
    first = city.identified("single")
    city.complete(first, "enter", city.answers_enter("single", members=with_number(city)), "saeki")
    city.complete(first, "check", city.answers_check(first), "okamura")
    second = city.identified("family")
    with pytest.raises(InputInvalid) as refusal:
        city.complete(second, "enter", city.answers_enter("family", members=with_number(city, "family")), "saeki")
    assert refusal.value.errors == (FieldError("members.0.my_number", "number_of_another_person"),)


def test_one_number_for_two_persons_of_a_notification_is_refused(town: World) -> None:
    case_id = town.identified("family")
    members = with_number(town, "family")
    members[1]["my_number"] = NUMBER
    with pytest.raises(InputInvalid) as refusal:
        town.complete(case_id, "enter", town.answers_enter("family", members=members), "saeki")
    assert {error.path for error in refusal.value.errors} <= {"members.0.my_number", "members.1.my_number"}


def test_a_number_entered_before_the_return_is_kept_in_the_second_round(city: World) -> None:
    case_id = city.identified("single")
    city.complete(case_id, "enter", city.answers_enter("single", members=with_number(city)), "saeki")
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "okamura")
    kept = with_number(city, number="sealed:members.0.my_number")
    city.complete(case_id, "enter", city.answers_enter("single", members=kept), "saeki")
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    person = city.household("single").head.key
    assert reveal_number(city.services, city.caller("okamura"), person, "correction") == NUMBER


def test_a_withdrawn_notification_gives_its_numbers_up(town: World) -> None:
    case_id = town.identified("single")
    town.complete(case_id, "enter", town.answers_enter("single", members=with_number(town)), "saeki")
    town.complete(case_id, "check", town.answers_check(case_id, "return"), "okamura")
    withdrawn = town.answers_enter("single", next_step="withdraw", withdraw_reason="転出した")
    town.complete(case_id, "enter", withdrawn, "saeki")
    path = town.database.url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as conn:
        assert {status for (status,) in conn.execute("select status from my_numbers")} == {"discarded"}


def test_whoever_may_not_enter_numbers_is_refused(town: World) -> None:
    from server.store import grants

    with town.uow() as uow:
        held = [g for g in grants.grant_rows(uow.conn, "saeki") if g.function == "my_number:enter"]
        grants.end_grants(uow, [g.grant_id for g in held])
    case_id = town.identified("single")
    with pytest.raises(Refused, match="no_right"):
        town.complete(case_id, "enter", town.answers_enter("single", members=with_number(town)), "saeki")


def test_a_note_with_a_number_in_it_is_refused(town: World) -> None:
    from server.casework.notes import add_note

    case_id = town.identified("single")
    with pytest.raises(InputInvalid, match="my_number_in_text"):
        add_note(town.services, town.caller("saeki"), case_id, f"番号 {NUMBER[:4]}-{NUMBER[4:8]}-{NUMBER[8:]}")


def test_history_carries_only_that_a_number_was_entered(town: World) -> None:
    case_id = town.identified("single")
    town.complete(case_id, "enter", town.answers_enter("single", members=with_number(town)), "saeki")
    told = json.dumps([dict(row.detail) for row in town.history(case_id)], ensure_ascii=False)
    assert NUMBER not in told
    assert '"my_number": {"my_number": "entered"}' in told
