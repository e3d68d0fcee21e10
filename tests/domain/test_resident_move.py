"""Codes of municipalities and what a move says for an enrolment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.domain.resident_move import Move, MovedPerson, entry_of, fault_of, municipality_exists, reason_of
from server.domain.signature import register_match, signing_member

HOME = "491004"
HEAD = MovedPerson("000000000009011", "新井 空", "アライ　ソラ", "F", "1990-04-05", "head", joins=True)
MOVE = Move(
    record_no="1",
    event="move_in",
    happened_on=date(2026, 11, 16),
    entered_on=date(2026, 11, 17),
    nhi_note=True,
    household_key="0000000901",
    office="chuo",
    postal_code="000-0011",
    address="若葉市中央区青柳町一丁目1番1号",
    came_from="131041",
    former_address="東京都新宿区西新宿二丁目8番1号",
    persons=(HEAD,),
)


@pytest.mark.parametrize(
    ("code", "exists"),
    [
        ("131041", True),
        ("011002", True),
        ("491004", True),
        ("492019", True),
        ("131042", False),  # another check digit
        ("501009", False),  # no such prefecture
        ("130001", False),  # a prefecture is no municipality
        ("13104", False),
        ("13104a", False),
        ("１３１０４１", False),
        ("", False),
    ],
)
def test_a_code_is_a_municipality_by_prefecture_and_check_digit(code: str, exists: bool) -> None:
    """全国地方公共団体コード: the sixth digit checks the five before it."""
    assert municipality_exists(code, HOME) is exists


@pytest.mark.parametrize(
    ("came_from", "event", "reason"),
    [
        ("131041", "move_in", "moved_in_other_prefecture"),
        ("492019", "move_in", "moved_in_same_prefecture"),
        ("abroad", "move_in", "entered_japan"),
        (None, "birth", "birth"),
    ],
)
def test_the_ground_follows_from_where_they_came(came_from: str | None, event: str, reason: str) -> None:
    assert reason_of(replace(MOVE, came_from=came_from, event=event), HOME) == reason


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"came_from": "131042"}, "municipality_unknown"),
        ({"came_from": None}, "municipality_unknown"),
        ({"came_from": None, "event": "birth"}, None),
        ({"happened_on": date(2026, 11, 19)}, "event_ahead"),
        ({"persons": (replace(HEAD, joins=False),)}, "nobody_joins"),
        ({"persons": (replace(HEAD, relation="child"),)}, "head_missing"),
    ],
)
def test_what_cannot_become_a_case_by_itself_is_named(changes: dict[str, object], fault: str | None) -> None:
    assert fault_of(replace(MOVE, **changes), HOME, date(2026, 11, 18)) == fault  # type: ignore[arg-type]


def test_what_the_record_does_not_know_is_left_open() -> None:
    told = {"name": HEAD.name, "kana": HEAD.kana, "person_key": HEAD.person_key}
    entry = entry_of(replace(MOVE, came_from="492019"), HOME, told, None)
    assert "insured_in_prefecture" not in entry
    assert entry["members"][0]["person_key"] == HEAD.person_key
    unsure = replace(HEAD, birth_date="1990-00-00")
    assert (
        entry_of(replace(MOVE, persons=(unsure,)), HOME, told, None)["members"][0]["birth_date_partial"] == "1990-00-00"
    )


PEOPLE = [
    {"person_key": "1", "name": "本間 葵", "birth_date": "1988-05-02"},
    {"person_key": "2", "name": "本間 葵", "birth_date": "1958-05-02"},
]


@pytest.mark.parametrize(
    ("name", "birth", "found"),
    [
        ("本間　葵", "1988-05-02", "1"),
        ("本間葵", "1958-05-02", "2"),
        ("本間 葵", "1988-05-03", None),
        ("本間 茜", "1988-05-02", None),
        (None, "1988-05-02", None),
    ],
)
def test_the_holder_of_a_signature_is_found_by_name_and_birth_date(name: str | None, birth: str, found: str) -> None:
    """公的個人認証: the certificate carries name, birth date, sex and address."""
    holder = signing_member({"signer_name": name, "signer_birth_date": birth}, PEOPLE)
    assert (holder and holder["person_key"]) == found


def test_another_address_is_a_difference_to_be_explained() -> None:
    says = {"signer_address": "若葉市中央区青柳町 １丁目"}
    assert register_match(says, PEOPLE[0], "若葉市中央区青柳町1丁目") == "ALL"
    assert register_match(says, PEOPLE[0], "若葉市北区") == "CHANGED"
    assert register_match(says, None, "若葉市北区") == "NOT_FOUND"
