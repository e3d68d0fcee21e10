"""`kokuho relief estimate`: what it prints, another city's tables, and wrong cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.cli.output import run
from server.cli.relief import relief

Called = tuple[int, str]
CASE: dict[str, Any] = {
    "ground": "INCOME_DROP",
    "fiscal_year": 2026,
    "applied_on": "2026-11-20",
    "event_on": "2026-09-01",
    "facts": {"income": 3_000_000, "estimate": 1_200_000},
    "levy": {"income": 240_000, "head": 60_000, "household": 30_000},
    "instalments": [
        {"due_on": "2026-06-30", "yen": 110_000},
        {"due_on": "2026-11-30", "yen": 110_000},
        {"due_on": "2026-12-28", "yen": 110_000},
    ],
}
OTHER_CITY = """topic: relief
rows:
  - {key: relief.unit, unit: yen, from: 2020-04-01, value: 1, article: 条例, source: 試験, status: illustrative}
  - {key: relief.rounding, unit: code, from: 2020-04-01, value: FLOOR_RELIEF, article: 条例, source: 試験, status: illustrative}
  - {key: relief.per_part, unit: flag, from: 2020-04-01, value: false, article: 条例, source: 試験, status: illustrative}
  - {key: relief.lead_days, unit: count, from: 2020-04-01, value: 0, article: 条例, source: 試験, status: illustrative}
  - {key: relief.income_drop.scope, unit: code, from: 2020-04-01, value: YEAR, article: 条例, source: 試験, status: illustrative}
  - {key: relief.income_drop.first_month, unit: code, from: 2020-04-01, value: EVENT_MONTH, article: 条例, source: 試験, status: illustrative}
  - {key: relief.income_drop.last_month, unit: code, from: 2020-04-01, value: END_MONTH, article: 条例, source: 試験, status: illustrative}
  - {key: relief.income_drop.table, unit: texts, from: 2020-04-01, value: ["cause=CLOSED -> affected 1", "drop>=0.3 income<=4000000 -> affected 0.8"], article: 条例, source: 試験, status: illustrative}
"""  # noqa: E501 - a row of values is one line


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Called]:
    """Runs `relief estimate` on a case and answers status and standard output."""

    def call(case: object, *arguments: str) -> Called:
        file = tmp_path / "case.json"
        file.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
        try:
            status = run(relief, ["estimate", str(file), *arguments])
        except SystemExit as ended:
            status = int(str(ended.code))
        return status, capsys.readouterr().out

    return call


def test_a_case_is_reckoned_by_the_citys_table(called: Callable[..., Called]) -> None:
    status, said = called(CASE, "--json")
    found = json.loads(said)
    assert (status, found["relief"], found["after"], found["share"]) == (0, 96_000, 234_000, "2/3")
    assert called(CASE)[1].startswith("減免額 96,000円")


def test_another_citys_tables_are_taken_from_a_folder(called: Callable[..., Called], tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "relief.yaml").write_text(OTHER_CITY, encoding="utf-8")
    facts = {"income": 3_500_000, "income_all": 4_000_000, "affected": 2_000_000, "last": 100, "now": 60}
    case = CASE | {"facts": facts | {"cause": "BUSINESS"}, "levy": {"whole": 300_000}}
    status, said = called(case, "--values", str(folder), "--json")
    found = json.loads(said)
    assert (status, found["relief"], found["drop"]) == (0, 120_000, "2/5")


def test_why_nothing_falls_away_is_said(called: Callable[..., Called]) -> None:
    assert "NO_ROW" in called(CASE | {"facts": {"income": 100, "estimate": 100}})[1]
    late = CASE | {"instalments": [{"due_on": "2026-06-30", "yen": 1}]}
    assert "LATE" in called(late)[1]


WRONG = [
    CASE | {"ground": "LUCK"},
    CASE | {"facts": {"income": 1.5}},
    CASE | {"levy": {"income": -1}},
    CASE | {"household": {}},
    {name: value for name, value in CASE.items() if name != "levy"},
    CASE | {"unknown": 1},
    CASE | {"facts": {}},
    CASE | {"event_on": "2026-11-21"},
    "{",
    [],
]


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_case_is_refused_by_its_place(called: Callable[..., Called], case: object) -> None:
    assert called(case, "--json")[0] != 0
