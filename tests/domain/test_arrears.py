"""Where instalments stand, what forbids a reminder, and the picture that the tables of arrears are asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.arrears import State, collectable, forbids, instalment, months_between, state_of, warned_until
from server.domain.arrears_picture import picture
from tests.shipped_values import shipped_values

DAY = date(2026, 11, 18)
VALUES = shipped_values()


def claim(key: str = "C1", **more: Any) -> dict[str, Any]:
    """An instalment due at the end of August, dunned, its designated date passed."""
    return {
        "claim_key": key,
        "payer_key": "P1",
        "levy_year": 2026,
        "no": 3,
        "due_on": "2026-08-31",
        "levied": 28_000,
        "open": 28_000,
        "extras": 0,
        "overpaid": 0,
        "written_off": 0,
        "dunned_on": "2026-09-18",
        "designated_on": "2026-09-28",
        "seizure_from": "2026-09-30",
        "acts": [["NOTICE", "2026-06-10", None, "", None, None]],
        "paid": [],
        "exemptions": [],
    } | more


def hold(kind: str, claims: list[str] | None = None) -> dict[str, Any]:
    return {"hold_key": f"h/{kind}", "kind": kind, "since": "2026-10-01", "until": None, "claim_keys": claims}


def fact(*claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("holds", "spokes", "letters", "returned", "contacts", "matters")}
    return (
        {"instalments": list(claims or (claim(),)), "in_transit": 0, "transfer": None, "running": ["K1"]} | empty | more
    )


def seen(found: dict[str, Any], day: date = DAY, handled: tuple[str, ...] = (), tracked: tuple[str, ...] = ()) -> Any:
    return picture(found, handled, tracked, day, VALUES)


NOT_DUNNED: dict[str, Any] = {"dunned_on": None, "designated_on": None, "seizure_from": None}


@pytest.mark.parametrize(
    ("more", "holds", "day", "state"),
    [
        ({}, [], date(2026, 8, 30), State.NOT_DUE),
        ({}, [], date(2026, 8, 31), State.DUE),
        (NOT_DUNNED, [], date(2026, 9, 1), State.OVERDUE),
        ({}, [], date(2026, 9, 28), State.DUNNED),
        ({}, [], date(2026, 9, 29), State.ARREARS),
        ({}, [hold("PLEDGE")], DAY, State.PLEDGED),
        ({}, [hold("DEFERRAL")], DAY, State.DEFERRED),
        ({}, [hold("SEIZED")], DAY, State.SEIZED),
        ({}, [hold("SEIZED"), hold("SUSPENSION")], DAY, State.SUSPENDED),
        ({}, [hold("SEIZED", ["C9"])], DAY, State.ARREARS),
        (NOT_DUNNED, [hold("SEIZED")], DAY, State.OVERDUE),  # what was never dunned is never seized
        (NOT_DUNNED, [hold("DEFERRAL")], DAY, State.DEFERRED),
        ({"open": 0, "extras": 300}, [], DAY, State.PRINCIPAL_PAID),
        ({"open": 0}, [], DAY, State.PAID),
        ({"open": 0, "levied": 0}, [], DAY, State.CANCELLED),
        ({"open": 0, "levied": 0, "overpaid": 500}, [], DAY, State.OVERPAID),
        ({"open": 0, "written_off": 28_000}, [], DAY, State.WRITTEN_OFF),
        ({}, [hold("PLEDGE")], date(2029, 1, 5), State.PRESCRIBED),  # the extinct is nothing but extinct
    ],
)
def test_an_instalment_stands_in_one_state(
    more: dict[str, Any], holds: list[dict[str, Any]], day: date, state: State
) -> None:
    assert state_of(instalment(claim(**more)), holds, day, VALUES) is state


@pytest.mark.parametrize(
    ("holds", "kind"),
    [
        ([], None),
        ([hold("RELIEF_PENDING")], "RELIEF_PENDING"),  # M7
        ([hold("PLEDGE"), hold("SEIZED"), hold("APPEAL"), hold("CONVERSION")], None),
        ([hold("DEFERRAL", ["C1"])], None),
        ([hold("DEFERRAL", ["C1"]), hold("DISPUTE", ["C2"])], "DISPUTE"),
    ],
)
def test_a_hold_forbids_what_it_concerns(holds: list[dict[str, Any]], kind: str | None) -> None:
    assert forbids(holds, ["C1", "C2"]) == kind


def test_only_what_may_be_collected_is_reminded_of() -> None:
    found = [instalment(claim("C1")), instalment(claim("C2")), instalment(claim("C3", **NOT_DUNNED))]
    free = collectable(found, [hold("DEFERRAL", ["C1"])], DAY, VALUES)
    assert [one.claim_key for one in free] == ["C2"]


@pytest.mark.parametrize(
    ("first", "day", "months"),
    [
        (date(2026, 8, 31), date(2026, 8, 30), 0),
        (date(2026, 8, 31), date(2026, 9, 29), 0),
        (date(2026, 8, 31), date(2026, 9, 30), 1),
        (date(2026, 8, 31), date(2026, 11, 29), 2),
        (date(2026, 8, 31), date(2026, 11, 30), 3),
        (date(2025, 12, 15), date(2026, 12, 14), 11),
    ],
)
def test_arrears_age_by_whole_months(first: date, day: date, months: int) -> None:
    assert months_between(first, day) == months


def test_the_warning_runs_seven_days_from_its_posting() -> None:
    assert warned_until(date(2026, 11, 18), VALUES) == date(2026, 11, 25)


def test_the_late_charge_is_named_only_where_it_may_be_claimed() -> None:
    dunned, not_yet = instalment(claim(open=280_000, levied=280_000)), instalment(claim(**NOT_DUNNED))
    assert dunned.late_claimable(date(2026, 11, 30), VALUES) == dunned.late_to(date(2026, 11, 30), VALUES).amount > 0
    assert not_yet.late_claimable(date(2026, 11, 30), VALUES) == 0


@pytest.mark.parametrize(
    ("claims", "tracked", "stands"),
    [
        ([claim()], (), "OPEN"),
        ([claim(open=0)], ("C1",), "PAID"),
        ([claim(open=0, levied=0)], ("C1",), "SETTLED"),
        ([claim(open=0, written_off=28_000)], ("C1",), "WRITTEN_OFF"),
        ([claim(open=0, written_off=28_000), claim("C2")], ("C1",), "OPEN"),
        (
            [claim(open=0, written_off=28_000), claim("C2", open=0)],
            ("C2",),
            "PAID",
        ),  # an old write-off is not this case's
    ],
)
def test_a_case_ends_as_what_it_was_about_ended(
    claims: list[dict[str, Any]], tracked: tuple[str, ...], stands: str
) -> None:
    assert seen(fact(*claims), tracked=tracked).stands == stands


def test_what_is_prescribed_is_waited_for_and_never_demanded() -> None:
    assert seen(fact(), date(2029, 1, 5), tracked=("C1",)).stands == "LAPSED"


def contact(result: str = "NO_ANSWER", on: str = "2026-11-10", **more: Any) -> dict[str, Any]:
    empty = {"promised_on": None, "promised_yen": None, "call_back_on": None}
    return {"contact_id": f"k/{on}/{result}", "result": result, "on": on} | empty | more


PROMISE = contact("PROMISE", "2026-11-01", promised_on="2026-11-05", promised_yen=20_000)


@pytest.mark.parametrize(
    ("day", "paid", "promise"),
    [
        (date(2026, 11, 12), [], "OPEN"),  # seven days of grace
        (date(2026, 11, 13), [], "BROKEN"),
        (date(2026, 11, 13), [["2026-11-06", 19_999]], "BROKEN"),
        (date(2026, 11, 13), [["2026-11-06", 20_000]], "NONE"),
        (date(2026, 11, 13), [["2026-10-31", 20_000]], "BROKEN"),  # paid before it was promised
    ],
)
def test_a_promise_is_kept_by_its_amount_within_the_days_of_grace(day: date, paid: list[Any], promise: str) -> None:
    assert seen(fact(claim(paid=paid), contacts=[PROMISE]), day).promise == promise


def test_who_was_called_since_has_no_broken_promise_any_more() -> None:
    assert seen(fact(contacts=[PROMISE, contact(on="2026-11-14")])).promise == "NONE"


def spoke(
    slug: str, outcome: str | None = None, closed: str | None = None, started: str = "2026-10-01"
) -> dict[str, Any]:
    said = {"case_id": f"{slug}/{started}", "number": "R8-1", "slug": slug, "runs": closed is None}
    return said | {"outcome": outcome, "started_on": started, "closed_on": closed}


@pytest.mark.parametrize(
    ("spokes", "expected"),
    [
        ([], ("NONE", "UNKNOWN", True)),
        ([spoke("asset_inquiry")], ("asset_inquiry", "UNKNOWN", True)),
        ([spoke("asset_inquiry", "asset_found", "2026-11-10")], ("NONE", "FOUND", False)),
        ([spoke("asset_inquiry", "none", "2026-11-10")], ("NONE", "NONE", False)),
        ([spoke("asset_inquiry", "exempt_only", "2026-11-10")], ("NONE", "EXEMPT", False)),
        ([spoke("asset_inquiry", "asset_found", "2026-08-10")], ("NONE", "UNKNOWN", True)),  # three months old
        (
            [
                spoke("asset_inquiry", "asset_found", "2026-11-10"),
                spoke("seizure", "empty", "2026-11-12", "2026-11-11"),
            ],
            ("NONE", "USED", False),
        ),
    ],
)
def test_what_an_inquiry_found_holds_for_three_months_and_is_used_once(spokes: list[Any], expected: object) -> None:
    found = seen(fact(spokes=spokes))
    assert (found.spoke, found.assets, found.inquiry_due) == expected


def letter(name: str = "arrears/reminder", asked: str = "2026-10-01", grade: str | None = "FIRST", **more: Any) -> Any:
    said = {"letter_id": f"L/{asked}", "letter": name, "grade": grade, "asked_on": asked}
    return said | {"posted_on": asked, "returned_on": None} | more


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ([], ("NONE", "NONE", True)),
        ([letter()], ("SOME", "NONE", False)),
        ([letter(asked="2026-09-01")], ("SOME", "NONE", True)),
        ([letter(asked="2026-07-01"), letter()], ("ENOUGH", "NONE", False)),
        ([letter(returned_on="2026-10-10")], ("NONE", "NONE", True)),  # it reached nobody
        ([letter("arrears/warning", "2026-11-12", None)], ("NONE", "OPEN", True)),
        ([letter("arrears/warning", "2026-11-12", None, posted_on=None)], ("NONE", "OPEN", True)),
        ([letter("arrears/warning", "2026-11-10", None)], ("NONE", "EXPIRED", True)),
        ([letter("arrears/warning", "2026-05-10", None)], ("NONE", "NONE", True)),
    ],
)
def test_reminders_are_counted_and_a_warning_runs_out(letters: list[Any], expected: object) -> None:
    found = seen(fact(letters=letters))
    assert (found.letters, found.warning, found.letter_due) == expected


def test_whoever_has_paid_something_since_has_answered_his_reminders() -> None:
    found = fact(claim(paid=[["2026-10-15", 3_000]]), letters=[letter(asked="2026-07-01"), letter()])
    assert seen(found).letters == "NONE"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"matters": [{"kind": "DEATH", "person_key": "P1", "on": "2026-11-01"}]}, "DEATH"),
        ({"matters": [{"kind": "WELFARE", "person_key": "P1", "on": "2026-11-01"}]}, "WELFARE"),
        ({"holds": [hold("BANKRUPTCY")]}, "BANKRUPTCY"),
        ({"holds": [hold("RETURNED_MAIL")]}, "ADDRESS_UNKNOWN"),
        ({"returned": [{"letter_id": "L1", "letter": "x", "on": "2026-11-01", "reason": "転居先不明"}]}, "RETURNED"),
        ({"contacts": [contact("CONSULTS")]}, "CONSULTS"),
        ({"spokes": [spoke("seizure", "empty", "2026-11-12")]}, "ENDED"),
        ({"spokes": [spoke("pledge", "completed", "2026-11-12")]}, "NONE"),
        ({"holds": [hold("RELIEF_PENDING")]}, "NONE"),
    ],
)
def test_what_a_person_must_look_at_is_asked_once(more: dict[str, Any], kind: str) -> None:
    found = fact(**more)
    first = seen(found)
    assert first.matter == kind
    assert seen(found, handled=tuple(first.matters)).matter == "NONE"
