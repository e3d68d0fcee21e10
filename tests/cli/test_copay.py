"""`kokuho relief copay`: what it prints, another city's table, and wrong cases."""

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
    "ground": "UNEMPLOYED",
    "applied_on": "2026-11-18",
    "months": 2,
    "facts": {"income": 151_000, "basic": 132_000, "savings": 90_000, "before": 300_000},
    "cost": 486_000,
}


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Called]:
    """Runs `relief copay` on a case and answers status and standard output."""

    def call(case: object, *arguments: str) -> Called:
        file = tmp_path / "case.json"
        file.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
        try:
            status = run(relief, ["copay", str(file), *arguments])
        except SystemExit as ended:
            status = int(str(ended.code))
        return status, capsys.readouterr().out

    return call


def test_a_case_gets_its_measure_its_period_and_what_is_paid(called: Callable[..., Called]) -> None:
    status, said = called(CASE, "--json")
    found = json.loads(said)
    assert (status, found["measure"], found["share"], found["row"]) == (
        0,
        "REDUCE",
        "7/10",
        "income<=1.15*basic -> reduce 7/10",
    )
    assert (found["from"], found["to"], found["months"], found["months_left"]) == ("2026-11-18", "2026-12-31", 2, 3)
    assert (found["copay"], found["pays"], found["ratio"]) == (145_800, 43_740, "151/132")
    assert "7割を減額" in called(CASE)[1]


def test_a_deferral_is_paid_to_the_city_later_and_what_is_paid_is_refused(called: Callable[..., Called]) -> None:
    deferred = json.loads(called({**CASE, "facts": {**CASE["facts"], "income": 170_000}}, "--json")[1])
    assert (deferred["measure"], deferred["pays"]) == ("DEFER", 0)
    refused = json.loads(called({**CASE, "paid": True}, "--json")[1])
    assert (refused["granted"], refused["why"], refused["measure"], refused["pays"]) == (False, "PAID", None, 145_800)
    assert "PAID" in called({**CASE, "paid": True})[1]


def test_certificates_before_count_against_the_limit(called: Callable[..., Called]) -> None:
    before = [{"measure": "EXEMPT", "from": "2026-08-10", "to": "2026-10-31"}]
    assert json.loads(called({**CASE, "before": before}, "--json")[1])["why"] == "USED_UP"


def test_another_citys_table_is_tried_by_its_values(called: Callable[..., Called], tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2] / "server" / "values"
    folder = tmp_path / "values"
    folder.mkdir()
    text = (root / "city" / "copay.yaml").read_text(encoding="utf-8")
    text = text.replace("income<=1.15*basic -> reduce 7/10", "income<=1.155*basic -> exempt")
    (folder / "copay.yaml").write_text(text.replace("value: CALENDAR", "value: FROM_DAY"), encoding="utf-8")
    (folder / "copay_law.yaml").write_text(
        (root / "law" / "copay_law.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    status, said = called(CASE, "--values", str(folder), "--json")
    found = json.loads(said)
    assert (status, found["measure"], found["to"]) == (0, "EXEMPT", "2027-01-17")


WRONG: list[object] = [
    {**CASE, "ground": "FLOOD"},
    {**CASE, "applied_on": "tomorrow"},
    {**CASE, "months": 0},
    {**CASE, "months": "two"},
    {**CASE, "facts": {"income": -1}},
    {**CASE, "facts": {"income": 1.5}},
    {**CASE, "facts": []},
    {**CASE, "inpatient": "yes"},
    {**CASE, "before": [{"measure": "HALF", "from": "2026-01-01", "to": "2026-01-31"}]},
    {**CASE, "before": [{"measure": "EXEMPT", "from": "2026-02-01", "to": "2026-01-31"}]},
    {**CASE, "wealth": 1},
    [],
    {},
]


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_understood_is_refused(called: Callable[..., Called], case: object) -> None:
    status, said = called(case, "--json")
    assert status == 1
    assert json.loads(said)


def test_a_fact_that_the_table_asks_for_is_asked_for(called: Callable[..., Called]) -> None:
    status, said = called({**CASE, "facts": {"income": 1}}, "--json")
    assert (status, "copay_fact_missing" in said) == (1, True)
