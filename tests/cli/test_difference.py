"""`kokuho difference`: folders and files compared in words, with the procedures a change touches."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from server.cli.difference import difference

ROOT = Path(__file__).parents[2]


def _run(*arguments: str | Path) -> dict[str, Any]:
    result = CliRunner().invoke(difference, [*map(str, arguments), "--json"], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    report: dict[str, Any] = json.loads(result.output)
    return report


def test_a_changed_part_lists_every_procedure_that_calls_it(tmp_path: Path) -> None:
    folder = tmp_path / "workflows" / "_shared" / "second_check"
    shutil.copytree(ROOT / "workflows/_shared/second_check", folder)
    file = folder / "second_check.bpmn"
    text = file.read_text(encoding="utf-8")
    assert 'value="second_check_due"' in text
    file.write_text(text.replace('value="second_check_due"', 'value="decision_due"'), encoding="utf-8")
    report = _run(ROOT / "workflows/_shared/second_check", folder)
    assert [one["what"] for one in report["changes"]] == ["extensionElements/properties/property[due]@value"]
    called = 'calledElement="second_check"'
    callers = {one.parent.name for one in ROOT.glob("workflows/*/*.bpmn") if called in one.read_text(encoding="utf-8")}
    assert set(report["shared"]["second_check"]) >= callers
    assert report["procedures"] == report["shared"]["second_check"]


def test_a_longer_period_names_the_procedures_that_wait_for_it(tmp_path: Path) -> None:
    values = tmp_path / "city"
    shutil.copytree(ROOT / "server/values/city", values)
    periods = values / "periods.yaml"
    text = periods.read_text(encoding="utf-8")
    row = "period.document_wait, unit: open_days, from: 2020-04-01, value: "
    periods.write_text(text.replace(f"{row}14", f"{row}20"), encoding="utf-8")
    same = ROOT / "workflows/enrolment"
    report = _run(same, same, "--old-values", ROOT / "server/values/city", "--new-values", values)
    (one,) = report["changes"]
    assert "の期間を14開庁日から20開庁日へ" in one["ja"]
    assert "enrolment" in report["procedures"]


def test_the_same_twice_is_no_difference() -> None:
    result = CliRunner().invoke(difference, [str(ROOT / "workflows/arrears")] * 2, standalone_mode=False)
    assert result.output.strip() == "違いはありません / no difference"


def test_a_place_that_is_not_there_is_a_wrong_call() -> None:
    with pytest.raises(click.BadParameter, match="ありません"):
        _run("no/such/place", ROOT / "workflows/arrears")
