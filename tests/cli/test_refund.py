"""`kokuho refund interest`: what it prints, and wrong calls."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from server.cli.output import run
from server.cli.refund import refund

Called = tuple[int, str]


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """Runs `refund interest` and answers status and standard output."""

    def call(*arguments: str) -> Called:
        try:
            status = run(refund, ["interest", *arguments])
        except SystemExit as ended:
            status = int(str(ended.code))
        return status, capsys.readouterr().out

    return call


def test_a_citys_figures_are_tried_with_their_spans(called: Callable[..., Called]) -> None:
    status, said = called("--cause", "reassessed", "--overpaid", "2025-06-30:312400", "--until", "2026-02-20", "--json")
    found = json.loads(said)
    assert (status, found["interest"], found["begins"], found["none_because"]) == (0, 1900, ["2025-07-01"], None)
    assert [(span["days"], span["exact"]) for span in found["spans"]] == [(184, "1415.5397"), (51, "566.7288")]


def test_people_read_why_there_is_none(called: Callable[..., Called]) -> None:
    status, said = called("--cause", "mispaid", "--overpaid", "2025-06-30:1999", "--until", "2026-02-20")
    assert status == 0
    assert "還付加算金 0円" in said
    assert "refund_interest.base_min" in said


@pytest.mark.parametrize("overpaid", ["2025-06-30", "2025-06-31:100", "2025-06-30:-5", "2025-06-30:1e9", "x:100"])
def test_a_wrong_call_ends_with_two(called: Callable[..., Called], overpaid: str) -> None:
    assert called("--cause", "mispaid", "--overpaid", overpaid, "--until", "2026-02-20")[0] == 2


def test_a_payment_after_the_decision_is_a_refusal(called: Callable[..., Called]) -> None:
    status, said = called("--cause", "mispaid", "--overpaid", "2026-02-21:5000", "--until", "2026-02-20", "--json")
    assert (status, json.loads(said)["refusal"]["code"]) == (1, "refund_paid_after_end")


def test_the_plan_of_worked_example_e_stops_the_late_charge_on_the_day_both_stood_opposite(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Usable from 10 December: 786 yen of late charge, which is none; from the 24th it would be 1,000."""
    call = ["plan", "--cause", "reassessed", "--overpaid", "2025-09-01:80000", "--debt", "2025-09-30:68700"]
    call += ["--dunned", "2025-10-20", "--today", "2025-12-24", "--json", "--arose"]
    told = []
    for day in ("2025-12-10", "2025-12-24"):
        assert run(refund, [*call, day]) == 0
        told.append(json.loads(capsys.readouterr().out))
    early, late = told
    assert [one["kind"] for one in early["set_offs"]] == ["PRINCIPAL"]
    assert (early["rest"], early["set_offs"][0]["effective_on"]) == (11_300, "2025-12-10")
    assert [(one["kind"], one["yen"]) for one in late["set_offs"]] == [("PRINCIPAL", 68_700), ("LATE_CHARGE", 1_000)]
