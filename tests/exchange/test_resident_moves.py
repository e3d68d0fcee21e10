"""The reader of the resident register's file: strict, whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.refusals import Refused
from server.exchange.resident_moves import read_file, read_move
from tests.procedures.moving import file, move, person


def test_a_file_is_read_with_its_records() -> None:
    found = read_file(file(move(), move(record_no="J-000002"), sequence_no=7))
    assert (found.sequence_no, len(found.records)) == (7, 2)
    assert read_move(found.records[0]).persons[0].kana == "アライ　ソラ"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_file_unreadable"),
        (b"\xff\xfe", "import_file_unreadable"),
        (b"[1]\n", "import_file_unreadable"),
        (file(move(), record_count=2), "import_totals_differ"),
        (file(move())[:-20], "import_totals_differ"),
        (file(move(), sha256="0" * 64), "import_totals_differ"),
        (file(move(), interface="I02"), "import_file_unreadable"),
        (file(move(), sequence_no=0), "import_file_unreadable"),
        (file(move(), generated_at="2026-11-18T03:00:00"), "import_file_unreadable"),
        (file(move(), purpose="x"), "import_file_unreadable"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_file(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "wedding"},
        {"happened_on": "16.11.2026"},
        {"nhi_note": "yes"},
        {"postal_code": "12"},
        {"address": ""},
        {"address": "あ" * 201},
        {"came_from": 13104},
        {"income": 1},
        {"persons": [{}]},
        {"persons": ["x"]},
        {"persons": [person("1", "新井 空", "漢字")]},
        {"persons": [person("1", "新井 空", "アライ", relation="boss")]},
        {"persons": [person("1", "新井 空", "アライ", sex="X")]},
        {"persons": [person("1", "新井 空", "アライ", birth_date="1990-13-01")]},
    ],
)
def test_a_record_with_a_field_that_is_wrong_or_not_agreed_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="import_file_unreadable") as refused:
        read_move(move(**changes))
    assert refused.value.params["fault"]


def test_a_birth_date_known_in_part_is_taken_as_it_is() -> None:
    unsure = person("1", "グエン", "グエン", birth_date="1985-00-00")
    assert read_move(move(persons=[unsure])).persons[0].birth_date == "1985-00-00"
