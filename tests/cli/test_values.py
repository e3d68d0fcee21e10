"""`kokuho values`: files into the database and back, faults named, the holidays' file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from server.cli.output import FOUND, OK, run
from server.cli.values import values
from server.exchange.values_files import default_directories, load_values
from tests.exchange.test_holiday_file import YEAR, file_of


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKUHO_DATA", str(tmp_path / "var"))


def test_values_go_into_the_database_once_and_come_out_as_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(values, ["import", "--json"]) == OK
    first = json.loads(capsys.readouterr().out)
    assert first["changed"] == first["rows"] > 0
    assert run(values, ["import", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["changed"] == 0
    assert run(values, ["export", str(tmp_path / "export")]) == OK
    assert load_values([tmp_path / "export"]) == load_values(default_directories())


def test_shipped_values_are_without_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(values, ["check", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["faults"] == []


def test_a_gap_is_found_with_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    law = default_directories()[0]
    shutil.copy(law / "holidays.yaml", tmp_path)
    text = (tmp_path / "holidays.yaml").read_text(encoding="utf-8")
    (tmp_path / "holidays.yaml").write_text(text.replace("to: 2001-12-31", "to: 2001-12-30"), encoding="utf-8")
    assert run(values, ["check", str(tmp_path)]) == FOUND
    assert "calendar.holidays: gap between 2001-12-30 and 2002-01-01" in capsys.readouterr().out


def test_a_published_year_replaces_the_computed_one_and_no_other(tmp_path: Path) -> None:
    published = tmp_path / "holidays.csv"
    published.write_bytes(file_of(*(line.replace("2026/", "2030/") for line in YEAR)))
    out = tmp_path / "new" / "holidays.yaml"
    out.parent.mkdir()
    assert run(values, ["holidays", str(published), "--out", str(out)]) == OK
    before = {row.valid_from.year: row for row in load_values(default_directories()) if row.key == "calendar.holidays"}
    after = {row.valid_from.year: row for row in load_values([out.parent])}
    assert after.keys() == before.keys()
    assert {year for year in after if after[year] != before[year]} == {2030}
    assert after[2030].status == "verified"
