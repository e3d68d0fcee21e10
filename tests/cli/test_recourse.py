"""`kokuho recourse amount` as other cities ask it."""

from __future__ import annotations

import json

from click.testing import CliRunner

from server.cli.recourse import recourse


def test_the_worked_example_with_its_last_days() -> None:
    asked = ["amount", "--benefit", "2026-08-03:340200", "--fault", "80", "--accident", "2026-08-03", "--json"]
    told = json.loads(CliRunner().invoke(recourse, asked).output)
    assert (told["paid"], told["base"], told["amount"]) == (340_200, 340_200, 272_160)
    assert (told["tort_until"], told["insurer_until"], told["insurer_watch"]) == (
        "2031-08-03",
        "2029-08-03",
        "2029-02-03",
    )


def test_wrong_calls_are_told() -> None:
    for more in (
        ["--fault", "101"],
        ["--fault", "80", "--private", "340201"],
        ["--fault", "80", "--act", "GIFT:2026-08-03"],
    ):
        found = CliRunner().invoke(recourse, ["amount", "--benefit", "2026-08-03:340200", *more])
        assert found.exit_code == 2, more


def test_a_waiting_line_is_settled_to_a_case_or_dropped_and_never_both() -> None:
    for more in ([], ["--drop", "--case", "R8-000001"]):
        assert CliRunner().invoke(recourse, ["settle", "ITEM", *more]).exit_code == 2, more
