"""`kokuho tick`: the demo's clock moves forward by a day named or by a number of days, never both."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.casework.deploy_procedure import load_values
from server.cli.operate import tick
from server.cli.tools import open_installation, operator_caller
from server.clock import Clock
from tests.shipped_values import shipped_rows


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKUHO_DATA", str(tmp_path))
    _, services = open_installation()
    load_values(services, operator_caller(), shipped_rows(), origin="shipped")


def _moved(*arguments: str) -> date:
    result = CliRunner().invoke(tick, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return date.fromisoformat(json.loads(result.output)["business_day"])


def test_days_go_on_from_the_business_day_that_is() -> None:
    today = Clock().business_day()
    assert _moved("--days", "30") == today + timedelta(days=30)
    assert _moved("--days", "3") == today + timedelta(days=33)


def test_a_day_and_a_number_of_days_at_once_is_a_wrong_call() -> None:
    result = CliRunner().invoke(tick, ["--days", "3", "--date", "2099-01-01"])
    assert result.exit_code == 2


def test_an_act_that_stops_is_told_and_keeps_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KOKUHO_DATA", str(tmp_path / "without_values"))
    result = CliRunner().invoke(tick, ["--days", "1", "--json"], catch_exceptions=False)
    told = json.loads(result.output)
    assert result.exit_code == 1
    assert "value_missing" in told["stopped"]["run_ages"]
    assert "seal_audit" in told["acts"]
