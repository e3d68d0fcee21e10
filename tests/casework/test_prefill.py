"""What a form holds when it is opened again (様式の出し直し): earlier answers, and today where nothing was asked."""

from __future__ import annotations

from datetime import date

import yaml

from server.casework.views.prefill import Filled, fill
from server.domain.effects import JSON
from server.domain.facts import Facts
from server.domain.forms.definition import parse_form
from tests.world import TREE

TODAY = date(2026, 11, 18)


def again(**earlier: JSON) -> Filled:
    """引抜きと発送の記録, opened once more."""
    text = (TREE / "forms/dunning_run/record_mail.yaml").read_text(encoding="utf-8")
    form = parse_form(yaml.safe_load(text), "dunning_run/record_mail")
    return fill(form, today=TODAY, draft=None, earlier=earlier, start={}, known=Facts({}), household_key=None)


def test_a_day_that_was_not_asked_for_the_last_time_is_today() -> None:
    filled = again(result="pull", slip_no=None, count=None, posted_on=None, reason=None)
    assert (filled.tree["result"], filled.tree["posted_on"], filled.tree["slip_no"]) == ("pull", "R8.11.18", "")


def test_a_day_that_was_answered_stands_as_it_was_answered() -> None:
    filled = again(result="post", slip_no="77", count=1, posted_on="2026-11-17", reason=None)
    assert (filled.tree["posted_on"], filled.tree["count"]) == ("R8.11.17", "1")
