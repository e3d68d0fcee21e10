"""`kokuho seizure limits`: published figures to the yen with their items, other cities' values, wrong calls."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from server.cli.output import FOUND, OK, WRONG_CALL, run
from server.cli.seizure import seizure
from tests.world import TREE

LAW = TREE / "server" / "values" / "law"
NAMES = ("--salary", "--income-tax", "--residents-tax", "--social-insurance", "--dependants")


def limits(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    try:
        status = run(seizure, ["limits", *arguments, "--json"])
    except SystemExit as ended:
        status = int(str(ended.code))
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


def case(*figures: int) -> list[str]:
    return [word for name, figure in zip(NAMES, figures, strict=False) for word in (name, str(figure))]


# National Tax Collection Act art. 76(1): S1 is published, S2 to S4 are the worked examples; items as rounded.
PUBLISHED = {
    "S1": ((282_078, 4_280, 4_700, 47_680, 2), (282_000, 5_000, 5_000, 48_000, 190_000, 7_000, 27_000)),
    "S2": ((412_350, 9_870, 18_300, 60_421, 3), (412_000, 10_000, 19_000, 61_000, 235_000, 18_000, 69_000)),
    "S3": (
        (1_480_000, 163_400, 71_200, 142_350, 0),
        (1_480_000, 164_000, 72_000, 143_000, 100_000, 200_000, 801_000),
    ),
    "S4": ((176_500, 2_100, 3_600, 25_430, 2), (176_000, 3_000, 4_000, 26_000, 190_000, 0, 0)),
}


@pytest.mark.parametrize(("figures", "items"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_figures_come_out_item_by_item(
    capsys: pytest.CaptureFixture[str], figures: tuple[int, ...], items: tuple[int, ...]
) -> None:
    status, data = limits(capsys, *case(*figures))
    assert (status, data["seizable"], data["exempt"]) == (OK, items[-1], sum(items[1:-1]))
    assert tuple(line["yen"] for line in data["trace"]) == items
    assert [line["given"] for line in data["trace"]][:4] == list(figures[:4])
    assert all("国税徴収法" in line["article"] for line in data["trace"])


def test_two_employers_count_together(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = limits(capsys, *case(180_000, 3_000, 0, 20_000), "--other", "120000:2000:0:0")
    assert (data["seizable"], data["each"]) == (140_000, [140_000, 118_000])


def test_pay_that_is_paid_out_days_consent_and_a_retirement_allowance(capsys: pytest.CaptureFixture[str]) -> None:
    s1 = case(*PUBLISHED["S1"][0])
    assert limits(capsys, *s1, "--next-pay-in", "20")[1]["paid_out_protected"] == 131_334
    assert limits(capsys, *case(84_250, 1_210), "--days", "10")[1]["seizable"] == 39_600
    assert limits(capsys, *s1, "--consent")[1]["seizable"] == 282_078
    retired = case(4_000_000, 100_000, 50_000)
    assert limits(capsys, *retired, "--retirement-years", "25")[1]["seizable"] == 2_350_000


def test_other_amounts_are_taken_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The amounts of item 4 as they may once be: the folder's file of law stands for the shipped one as a whole."""
    shutil.copy(LAW / "seizure.yaml", tmp_path)
    file = tmp_path / "seizure.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("value: 100000", "value: 110000"), encoding="utf-8")
    _, data = limits(capsys, *case(*PUBLISHED["S1"][0]), "--values", str(tmp_path))
    assert (data["seizable"], data["trace"][4]["rule"]) == (19_000, "110000 + 45000 × 2人")


def test_for_people_each_item_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(seizure, ["limits", *case(*PUBLISHED["S1"][0])]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("差し押さえられる額 27,000円")
    assert len(lines) == 8


def test_a_day_before_the_law_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, data = limits(capsys, *case(282_078), "--on", "1970-01-01")
    assert (status, data["refusal"]["code"]) == (FOUND, "value_missing")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--salary", "-1"),
        ("--salary", "x"),
        ("--dependants", "31"),
        ("--other", "1:2:3"),
        ("--other", "a:b:c:d"),
        ("--on", "20260401"),
        ("--days", "0"),
    ],
)
def test_a_wrong_call_is_told_as_such(capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...]) -> None:
    assert limits(capsys, "--salary", "282078", *wrong)[0] == WRONG_CALL
    assert limits(capsys)[0] == WRONG_CALL
