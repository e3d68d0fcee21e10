"""Nominal heads and former seniors (擬制世帯主・特定同一世帯所属者): tables of cases with the article."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.household_heads import Cover, Proof, Stay, former_seniors, nominal_heads, term_ends


def day(text: str) -> date:
    """`8/4/1` is 2026-04-01 (令和8年); the tables below count in 令和."""
    year, month, number = map(int, text.split("/"))
    return date(2018 + year, month, number)


def stay(person: str, relation: str, start: str = "2/4/1", end: str | None = None) -> Stay:
    return Stay(person, relation, day(start), None if end is None else day(end))


def cover(person: str, start: str = "2/4/1", end: str | None = None, lost_by: str | None = None) -> Cover:
    return Cover(person, day(start), None if end is None else day(end), lost_by)


ELDERLY = "late_elderly"
COUPLE = (stay("M", "HEAD"), stay("W", "SPOUSE"))

# National Health Insurance Act art. 76: the head of the household to which an insured person belongs owes the premium.
NOMINAL = [
    ("both insured", COUPLE, [cover("M"), cover("W")], []),
    ("head in employee insurance", COUPLE, [cover("W")], [("M", "2/4/1", None)]),
    ("head insured, wife not", COUPLE, [cover("M")], []),
    ("nobody insured", COUPLE, [], []),
    (
        "head joins an employer, then returns",
        COUPLE,
        [cover("M", end="5/6/1"), cover("M", "7/2/1"), cover("W")],
        [("M", "5/6/1", "7/2/1")],
    ),
    ("wife leaves too: closed that day", COUPLE, [cover("W", "4/1/1", "6/3/15")], [("M", "4/1/1", "6/3/15")]),
    (
        "the head changes to the insured wife",
        (
            stay("M", "HEAD", end="7/10/10"),
            stay("M", "SPOUSE", "7/10/10"),
            stay("W", "SPOUSE", end="7/10/10"),
            stay("W", "HEAD", "7/10/10"),
        ),
        [cover("W")],
        [("M", "2/4/1", "7/10/10")],
    ),
    (
        "the head changes to another who is not insured",
        (
            stay("M", "HEAD", end="7/10/10"),
            stay("C", "CHILD", end="7/10/10"),
            stay("C", "HEAD", "7/10/10"),
            stay("W", "SPOUSE"),
        ),
        [cover("W")],
        [("M", "2/4/1", "7/10/10"), ("C", "7/10/10", None)],
    ),
    ("no head known", (stay("W", "SPOUSE"),), [cover("W")], []),
    (
        "head dies, nobody named yet",
        (stay("M", "HEAD", end="7/5/2"), stay("W", "SPOUSE")),
        [cover("W")],
        [("M", "2/4/1", "7/5/2")],
    ),
    (
        "a member insured before he joined counts from joining",
        (stay("M", "HEAD"), stay("W", "SPOUSE", "6/1/1")),
        [cover("W")],
        [("M", "6/1/1", None)],
    ),
    (
        "two events without effect make one row",
        (*COUPLE, stay("C", "CHILD", "5/5/5")),
        [cover("W")],
        [("M", "2/4/1", None)],
    ),
    ("two heads on one day, one of them insured", (stay("M", "HEAD"), stay("W", "HEAD")), [cover("W")], []),
]


@pytest.mark.parametrize(("stays", "covers", "expected"), [case[1:] for case in NOMINAL], ids=[c[0] for c in NOMINAL])
def test_the_nominal_head_of_every_day(
    stays: tuple[Stay, ...], covers: list[Cover], expected: list[tuple[str, str, str | None]]
) -> None:
    found = [(one.person_key, one.valid_from, one.valid_to) for one in nominal_heads(stays, covers)]
    assert found == [(who, day(start), None if end is None else day(end)) for who, start, end in expected]


LEFT = cover("M", end="7/6/20", lost_by=ELDERLY)
# Enforcement Order art. 29-7(2) item 8, (3) item 7: who lost eligibility by art. 6 item 8 and stays in the household.
SENIORS = [
    ("husband 75, wife stays", COUPLE, [LEFT, cover("W")], [("M", "7/6/20", "7/6/20", None, None)]),
    (
        "loss for another reason",
        COUPLE,
        [cover("M", end="7/6/20", lost_by="EMPLOYEE_INSURANCE"), cover("W")],
        [],
    ),
    (
        "recognised disability before 75",
        COUPLE,
        [cover("M", end="7/6/20", lost_by="late_elderly_disability"), cover("W")],
        [("M", "7/6/20", "7/6/20", None, None)],
    ),
    ("nobody else insured", COUPLE, [LEFT], []),
    (
        "wife reaches 75 too: both, and it rests as nobody is insured",
        COUPLE,
        [LEFT, cover("W", end="8/2/3", lost_by=ELDERLY)],
        [("M", "7/6/20", "7/6/20", "8/2/3", "NOBODY_INSURED")],
    ),
    (
        "a child joins later: it counts on from then",
        (*COUPLE, stay("C", "CHILD")),
        [LEFT, cover("W", end="8/2/3", lost_by="EMPLOYEE_INSURANCE"), cover("C", "8/4/1")],
        [("M", "7/6/20", "7/6/20", "8/2/3", "NOBODY_INSURED"), ("M", "7/6/20", "8/4/1", None, None)],
    ),
    (
        "he leaves the household",
        (stay("M", "HEAD", end="8/3/1"), stay("W", "SPOUSE")),
        [LEFT, cover("W")],
        [("M", "7/6/20", "7/6/20", "8/3/1", "LEFT")],
    ),
    (
        "he comes back: not the same household since",
        (stay("M", "CHILD", end="8/3/1"), stay("M", "CHILD", "8/9/1"), stay("W", "HEAD")),
        [LEFT, cover("W")],
        [("M", "7/6/20", "7/6/20", "8/3/1", "LEFT")],
    ),
    (
        "the head changes to the wife",
        (
            stay("M", "HEAD", end="8/3/1"),
            stay("M", "SPOUSE", "8/3/1"),
            stay("W", "SPOUSE", end="8/3/1"),
            stay("W", "HEAD", "8/3/1"),
        ),
        [LEFT, cover("W")],
        [("M", "7/6/20", "7/6/20", "8/3/1", "HEAD_CHANGED")],
    ),
    (
        "only the relation changes: nothing ends",
        (stay("M", "HEAD"), stay("W", "OTHER", end="8/3/1"), stay("W", "SPOUSE", "8/3/1")),
        [LEFT, cover("W")],
        [("M", "7/6/20", "7/6/20", None, None)],
    ),
    (
        "insured again after withdrawing the recognition",
        COUPLE,
        [cover("M", end="7/6/20", lost_by="late_elderly_disability"), cover("M", "8/1/1"), cover("W")],
        [("M", "7/6/20", "7/6/20", "8/1/1", "RETURNED")],
    ),
    (
        "left for good and then again for age: a new since",
        COUPLE,
        [
            cover("M", end="5/6/20", lost_by="late_elderly_disability"),
            cover("M", "6/1/1", "7/6/20", ELDERLY),
            cover("W"),
        ],
        [("M", "5/6/20", "5/6/20", "6/1/1", "RETURNED"), ("M", "7/6/20", "7/6/20", None, None)],
    ),
    ("not a member on the day before", (stay("M", "HEAD", "7/6/20"), stay("W", "SPOUSE")), [LEFT, cover("W")], []),
    (
        "he moved out on that very day",
        (stay("M", "HEAD", end="7/6/20"), stay("W", "SPOUSE")),
        [LEFT, cover("W")],
        [],
    ),
]


@pytest.mark.parametrize(("stays", "covers", "expected"), [case[1:] for case in SENIORS], ids=[c[0] for c in SENIORS])
def test_the_former_seniors_of_every_day(
    stays: tuple[Stay, ...], covers: list[Cover], expected: list[tuple[str, str, str, str | None, str | None]]
) -> None:
    found = [
        (one.person_key, one.since, one.valid_from, one.valid_to, one.ended_because)
        for one in former_seniors(stays, covers)
    ]
    assert found == [
        (who, day(since), day(start), None if end is None else day(end), why)
        for who, since, start, end, why in expected
    ]


def test_a_certificate_of_the_city_left_counts_from_moving_in_and_ends_like_any_other() -> None:
    proofs = [Proof("M", day("5/6/20"), day("7/4/1"))]
    stays = (stay("M", "HEAD", "7/4/1", "8/3/1"), stay("W", "SPOUSE", "7/4/1"))
    (found,) = former_seniors(stays, [cover("W", "7/4/1")], proofs)
    assert (found.since, found.valid_from, found.valid_to) == (day("5/6/20"), day("7/4/1"), day("8/3/1"))
    assert (found.basis, found.ended_because) == ("CERTIFICATE", "LEFT")


@pytest.mark.parametrize(
    ("since", "first", "then"),
    [
        ("2/6/20", "7/6/1", "10/6/1"),
        ("2/6/1", "7/6/1", "10/6/1"),
        ("1/12/31", "6/12/1", "9/12/1"),
        ("2/1/1", "7/1/1", "10/1/1"),
    ],
)
def test_five_years_and_three_more_count_from_the_month_of_the_loss(since: str, first: str, then: str) -> None:
    assert term_ends(day(since), (60, 36)) == (day(first), day(then))
