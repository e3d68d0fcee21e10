"""Files of dated values are read strictly; every fault names its file and line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from server.domain.refusals import Refused
from server.domain.values import DatedValue
from server.exchange.values_files import ValueFilesInvalid, default_directories, load_values, read_values

GOOD = """\
topic: premium
rows:
  - {key: premium.rate, unit: rate, from: 2025-04-01, to: 2026-03-31, value: "0.0771", article: 条例1条,
     source: 例規, status: verified}
  - {key: premium.rate, unit: rate, from: 2026-04-01, value: "0.0790", article: 条例1条,
     source: 例規, status: confirm, confirm_again_by: 2027-04-30}
  - key: premium.care_ages
    unit: numbers
    from: 2025-04-01
    value: [40, 65]
    article: 介護保険法9条
    source: 法令集
    status: verified
"""


def folder(tmp_path: Path, text: str, name: str = "premium.yaml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def faults_of(tmp_path: Path, text: str, name: str = "premium.yaml") -> list[str]:
    return [str(fault) for fault in read_values([folder(tmp_path, text, name)])[1]]


def test_rows_are_read_with_their_types(tmp_path):
    rows = load_values([folder(tmp_path, GOOD)])
    assert [row.key for row in rows] == ["premium.care_ages", "premium.rate", "premium.rate"]
    assert rows[0].value == (40, 65)
    assert rows[2] == DatedValue(
        "premium.rate",
        "rate",
        date(2026, 4, 1),
        None,
        Decimal("0.0790"),
        "条例1条",
        "例規",
        "confirm",
        date(2027, 4, 30),
    )
    assert str(rows[2].value) == "0.0790"


def test_the_shipped_files_are_sound():
    assert read_values(default_directories())[1] == []


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        (changed('"0.0771"', "0.0771"), 3, "binary number"),
        (changed('"0.0771"', '"about 7%"'), 3, "is not a rate"),
        (changed('"0.0790"', "79"), 5, "quoted text"),
        (changed("[40, 65]", "[40, x]"), 10, "list of int"),
        (changed("[40, 65]", "{from: 40}"), 10, "single value"),
        (changed("unit: numbers", "unit: furlongs"), 10, "unknown unit"),
        (changed("status: verified}", "status: verified, colour: red}"), 4, "unknown field 'colour'"),
        (changed("source: 例規, ", ""), 3, "missing: source"),
        (changed("source: 例規, ", "source: 例規, source: 例規, "), 4, "given twice"),
        (changed("2026-03-31", "2026-02-30"), 3, "is not a day"),
        (changed("2026-03-31", "'2026-03-31'"), 3, "must be a day"),
        (changed("article: 介護保険法9条", 'article: ""'), 11, "article must be text"),
        (changed("key: premium.care_ages", "key: Premium Care"), 7, "lower-case words"),
        (changed("[40, 65]", "0x28"), 10, "not understood"),
        (changed("[40, 65]", "yes"), 10, "not understood"),
        (changed("topic: premium", "topic: premiums"), 1, "must be the file's name"),
        (changed("rows:", "row:"), 2, "unknown field 'row'"),
        ("topic: premium\nrows: none\n", 2, "rows must be a list"),
        ("topic: premium\nrows:\n  - text\n", 3, "mapping of fields"),
        ("", 1, "empty"),
        ("topic: [", 1, "not readable as YAML"),
        ("topic: premium\nrows: !!python/object/apply:os.getcwd []\n", 2, "rows must be a list"),
        ("topic: premium\nrows: []\n", 2, "at least one row"),
        ("!!set {topic: premium, rows: []}\n", 1, "mapping of fields"),
    ],
)
def test_a_planted_fault_is_found_at_its_line(tmp_path, text, line, fault):
    found = faults_of(tmp_path, text)
    assert any(f"premium.yaml:{line}: " in one and fault in one for one in found), found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (changed("to: 2026-03-31", "to: 2026-03-30"), "gap between 2026-03-30 and 2026-04-01"),
        (changed("to: 2026-03-31", "to: 2026-04-01"), "overlap from 2026-04-01"),
        (changed("status: verified", "status: sure"), "unknown status"),
    ],
)
def test_rows_that_do_not_fit_together_are_found(tmp_path, text, fault):
    assert any(fault in one for one in faults_of(tmp_path, text))


def test_all_faults_are_told_at_once(tmp_path):
    text = GOOD.replace('"0.0771"', "0.0771").replace('"0.0790"', "0.0790")
    with pytest.raises(ValueFilesInvalid) as invalid:
        load_values([folder(tmp_path, text)])
    assert [fault.line for fault in invalid.value.faults] == [3, 5]
    assert isinstance(invalid.value, Refused)
    assert invalid.value.code == "value_file_invalid"


def test_the_machine_s_own_path_is_not_told(tmp_path):
    assert not any(str(tmp_path.parent) in fault for fault in faults_of(tmp_path, ""))


def test_a_folder_without_files_is_a_fault_and_not_an_empty_table(tmp_path):
    with pytest.raises(ValueFilesInvalid):
        load_values([tmp_path])


def test_one_key_in_two_folders_is_found_as_an_overlap(tmp_path):
    law, city = tmp_path / "law", tmp_path / "city"
    law.mkdir()
    city.mkdir()
    faults = read_values([folder(law, GOOD), folder(city, GOOD)])[1]
    assert any("overlap" in str(fault) for fault in faults)


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path):
    (tmp_path / "premium.yaml").write_bytes("topic: 保険料".encode("shift_jis"))
    assert "not readable" in str(read_values([tmp_path])[1][0])
