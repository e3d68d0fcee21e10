"""Statutory shares and their yen (法定相続分・按分): cases with their article, and what holds for any family."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.refusals import Refused
from server.domain.succession.shares import (
    Acceptance,
    Heir,
    Kin,
    joint_limit,
    liable,
    share_rule,
    shares,
    split,
    split_each,
)
from tests.shipped_values import shipped_values

OUT = Acceptance.RENOUNCED
F = Fraction
RULE = share_rule(shipped_values(), date(2026, 4, 1))


def shares_of(heirs: Sequence[Heir]) -> dict[str, Fraction]:
    return shares(heirs, RULE)


def spouse(acceptance: Acceptance = Acceptance.ACCEPTED) -> Heir:
    return Heir("S", Kin.SPOUSE, acceptance)


def child(key: str, *through: str, acceptance: Acceptance = Acceptance.ACCEPTED) -> Heir:
    return Heir(key, Kin.CHILD, acceptance, through)


def sibling(key: str, *through: str, half: bool = False) -> Heir:
    return Heir(key, Kin.SIBLING, through=through, half=half)


def parent(key: str, degree: int = 1) -> Heir:
    return Heir(key, Kin.ASCENDANT, degree=degree)


CASES: tuple[tuple[str, list[Heir], dict[str, Fraction]], ...] = (
    ("900条1号 配偶者と子2人", [spouse(), child("A"), child("B")], {"S": F(1, 2), "A": F(1, 4), "B": F(1, 4)}),
    ("900条2号 配偶者と父母", [spouse(), parent("F"), parent("M")], {"S": F(2, 3), "F": F(1, 6), "M": F(1, 6)}),
    ("900条3号 配偶者と兄弟", [spouse(), sibling("A"), sibling("B")], {"S": F(3, 4), "A": F(1, 8), "B": F(1, 8)}),
    ("890条 配偶者だけ", [spouse()], {"S": F(1)}),
    ("900条4号 子3人", [child("A"), child("B"), child("C")], {"A": F(1, 3), "B": F(1, 3), "C": F(1, 3)}),
    ("900条4号ただし書 半血", [sibling("A"), sibling("B", half=True)], {"A": F(2, 3), "B": F(1, 3)}),
    (
        "901条1項 代襲 孫2人が亡長男の分を分ける",
        [spouse(), child("A"), child("G", "長男"), child("H", "長男")],
        {"S": F(1, 2), "A": F(1, 4), "G": F(1, 8), "H": F(1, 8)},
    ),
    (
        "901条1項 再代襲 ひ孫",
        [child("A"), child("G", "長男"), child("X", "長男", "孫"), child("Y", "長男", "孫")],
        {"A": F(1, 2), "G": F(1, 4), "X": F(1, 8), "Y": F(1, 8)},
    ),
    ("901条2項 甥姪", [spouse(), sibling("A"), sibling("N", "弟")], {"S": F(3, 4), "A": F(1, 8), "N": F(1, 8)}),
    ("889条1項1号 近い尊属だけ", [parent("G", 2), parent("M", 1)], {"M": F(1)}),
    ("887条 子がいれば尊属・兄弟は相続しない", [parent("F"), sibling("B"), child("A")], {"A": F(1)}),
    ("939条 子の1人が放棄", [spouse(), child("A", acceptance=OUT), child("B")], {"S": F(1, 2), "B": F(1, 2)}),
    (
        "939条 子が全員放棄すれば父母",
        [spouse(), child("A", acceptance=OUT), parent("M")],
        {"S": F(2, 3), "M": F(1, 3)},
    ),
    ("939条 配偶者が放棄", [spouse(OUT), child("A"), child("B")], {"A": F(1, 2), "B": F(1, 2)}),
    (
        "887条2項 欠格の子は代襲される",
        [child("A", acceptance=Acceptance.LOST), child("G", "A"), child("B")],
        {"G": F(1, 2), "B": F(1, 2)},
    ),
    ("全員が放棄", [spouse(OUT), child("A", acceptance=OUT)], {}),
    (
        "902条 遺言で全部を指定",
        [Heir("A", Kin.CHILD, designated=F(2, 3)), Heir("B", Kin.CHILD, designated=F(1, 3))],
        {"A": F(2, 3), "B": F(1, 3)},
    ),
    (
        "990条 包括受遺者に2分の1、残りを法定相続分で",
        [Heir("L", Kin.LEGATEE, designated=F(1, 2)), spouse(), child("A")],
        {"L": F(1, 2), "S": F(1, 4), "A": F(1, 4)},
    ),
)


@pytest.mark.parametrize(("heirs", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_heir_has_the_share_of_the_civil_code(heirs: list[Heir], expected: dict[str, Fraction]) -> None:
    assert shares_of(heirs) == expected


@pytest.mark.parametrize(
    ("heirs", "code"),
    [
        ([child("A"), child("A")], "succession_heir_twice"),
        ([spouse(), Heir("T", Kin.SPOUSE)], "succession_two_spouses"),
        ([sibling("N", "弟", "姪")], "succession_line_too_long"),
        ([Heir("L", Kin.LEGATEE)], "succession_share_invalid"),
        ([Heir("A", Kin.CHILD, designated=F(3, 2))], "succession_share_invalid"),
        ([Heir("A", Kin.CHILD, designated=F(1, 2))], "succession_shares_not_one"),
        (
            [Heir("A", Kin.CHILD, designated=F(2, 3)), Heir("B", Kin.CHILD, designated=F(2, 3))],
            "succession_shares_not_one",
        ),
    ],
)
def test_a_family_that_cannot_be_is_refused(heirs: list[Heir], code: str) -> None:
    with pytest.raises(Refused) as refused:
        shares_of(heirs)
    assert refused.value.code == code


def test_the_yen_that_are_left_go_to_the_greatest_fractions() -> None:
    """36,901 yen: one half 18,450.5, two quarters 9,225.25 each; the one yen to the half."""
    by = shares_of([spouse(), child("A"), child("B")])
    assert split(36_901, by) == {"S": 18_451, "A": 9_225, "B": 9_225}
    assert split_each({"1": 100, "2": 1}, shares_of([child("A"), child("B"), child("C")])) == {
        "A": {"1": 34, "2": 1},
        "B": {"1": 33, "2": 0},
        "C": {"1": 33, "2": 0},
    }


def test_shares_that_do_not_make_one_split_nothing() -> None:
    with pytest.raises(Refused, match="succession_shares_not_one"):
        split(100, {"A": F(1, 3)})


@pytest.mark.parametrize(
    ("owed", "acceptance", "inherited", "most"),
    [
        (50_000, Acceptance.ACCEPTED, 10_000, 50_000),
        (50_000, Acceptance.LIMITED, 10_000, 10_000),  # 地方税法9条1項ただし書
        (50_000, Acceptance.LIMITED, 80_000, 50_000),
        (50_000, Acceptance.LIMITED, None, 50_000),
    ],
)
def test_a_limited_acceptance_answers_up_to_what_was_inherited(
    owed: int, acceptance: Acceptance, inherited: int | None, most: int
) -> None:
    assert liable(owed, acceptance, inherited) == most


def test_who_inherited_more_than_he_owes_answers_for_the_others_up_to_that() -> None:
    """地方税法9条3項."""
    assert (joint_limit(50_000, 80_000), joint_limit(50_000, 20_000)) == (30_000, 0)


@st.composite
def families(draw: st.DrawFn) -> list[Heir]:
    """Any family: a spouse or none, lines of children, ascendants, brothers and sisters, anybody of them renouncing."""
    said = st.sampled_from([Acceptance.ACCEPTED, Acceptance.ACCEPTED, Acceptance.LIMITED, OUT])
    through = st.sampled_from([(), ("甲",), ("乙",), ("甲", "丙")])
    found = [Heir("S", Kin.SPOUSE, draw(said))] if draw(st.booleans()) else []
    found += [Heir(f"C{n}", Kin.CHILD, draw(said), draw(through)) for n in range(draw(st.integers(0, 5)))]
    near = st.integers(1, 2)
    found += [Heir(f"P{n}", Kin.ASCENDANT, draw(said), degree=draw(near)) for n in range(draw(st.integers(0, 3)))]
    for n in range(draw(st.integers(0, 4))):
        line = draw(st.sampled_from([(), ("兄",), ("妹",)]))
        found.append(Heir(f"B{n}", Kin.SIBLING, draw(said), line, half=line == () and draw(st.booleans())))
    return draw(st.permutations(found))


@settings(max_examples=300, deadline=None)
@given(families(), st.integers(-10_000_000, 10_000_000))
def test_shares_make_one_and_yen_make_the_debt_for_any_family(family: list[Heir], yen: int) -> None:
    by = shares_of(family)
    left = [one for one in family if one.acceptance is not OUT]
    assert bool(by) == bool(left)
    assert set(by) <= {one.key for one in left}
    if not by:
        return
    assert sum(by.values()) == 1
    parts = split(yen, by)
    assert sum(parts.values()) == yen
    assert all(abs(parts[key] - yen * share) < 1 for key, share in by.items())
    assert shares_of(left) == by, "who renounced is taken as never having been an heir"
