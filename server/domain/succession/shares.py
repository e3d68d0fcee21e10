"""Statutory shares of heirs (法定相続分), and yen split by them to the yen (按分): Civil Code arts. 887-902, 907, 939.

Local Tax Act art. 9(2), which the National Health Insurance Act art. 78 applies: of several heirs each owes what is
reckoned by his share. Money that the city owes the dead (過誤納金) is split by the same shares, as a divisible claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from server.domain.refusals import Refused
from server.domain.values import Values


class Kin(StrEnum):
    """How an heir is related to the dead (続柄). The dead's line is that of the child or sibling he stands in for."""

    SPOUSE = "SPOUSE"  # 配偶者
    CHILD = "CHILD"  # 子・その代襲者
    ASCENDANT = "ASCENDANT"  # 直系尊属
    SIBLING = "SIBLING"  # 兄弟姉妹・その代襲者
    LEGATEE = "LEGATEE"  # 包括受遺者


_GROUPS = (Kin.CHILD, Kin.ASCENDANT, Kin.SIBLING)
"""In the order in which they inherit (arts. 887, 889)."""


class Acceptance(StrEnum):
    """What an heir said (承認・放棄)."""

    ACCEPTED = "ACCEPTED"  # 単純承認、3か月の経過を含む(民法915条・921条)
    LIMITED = "LIMITED"  # 限定承認(民法922条)
    RENOUNCED = "RENOUNCED"  # 相続放棄(民法939条)
    LOST = "LOST"  # 欠格・廃除(民法891条・892条): his children stand in for him


@dataclass(frozen=True, slots=True)
class Heir:
    """A person of the family register.

    `through` names the dead, disqualified or excluded line he stands in for, from the dead's child (or brother) down
    (代襲); `degree` how near an ascendant is (1 for parents); `half` a brother or sister by one parent only;
    `designated` the share that a will gives him (指定相続分, art. 902).
    """

    key: str
    kin: Kin
    acceptance: Acceptance = Acceptance.ACCEPTED
    through: tuple[str, ...] = ()
    degree: int = 1
    half: bool = False
    designated: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ShareRule:
    """What art. 900 gives, as it stood on the day of the death: the spouse's share beside each group.

    `half_blood` is what a brother or sister by one parent only weighs against one by both.
    """

    beside: Mapping[Kin, Fraction]
    half_blood: Fraction


def share_rule(values: Values, died_on: date) -> ShareRule:
    """The rule of the day by the values `succession.spouse_share.*` and `succession.half_blood`."""
    beside = {kin: _fraction(values, f"succession.spouse_share.{kin.lower()}", died_on) for kin in _GROUPS}
    return ShareRule(beside, _fraction(values, "succession.half_blood", died_on))


def _fraction(values: Values, key: str, day: date) -> Fraction:
    return Fraction(values.text(key, day))


def shares(heirs: Sequence[Heir], rule: ShareRule) -> dict[str, Fraction]:
    """The share of each heir that inherits, in the order given; they make one. Empty when all have renounced.

    Who renounced is taken as never having been an heir (art. 939): the next group comes in when a whole group did.
    Raises `succession_heir_twice`, `succession_two_spouses`, `succession_share_invalid`, `succession_shares_not_one`,
    `succession_line_too_long` for a grandchild of a brother (art. 889(2)).
    """
    _check(heirs)
    left = [one for one in heirs if one.acceptance not in (Acceptance.RENOUNCED, Acceptance.LOST)]
    wills = {one.key: one.designated for one in left if one.designated is not None}
    by_law = _statutory([one for one in left if one.kin is not Kin.LEGATEE and one.key not in wills], rule)
    given = sum(wills.values(), Fraction(0))
    rest = 1 - given
    if rest < 0 or (rest > 0 and wills and not by_law):
        raise Refused("succession_shares_not_one")
    found = dict(wills) | {key: share * rest for key, share in by_law.items()}
    return {one.key: found[one.key] for one in left if found.get(one.key)}


def _check(heirs: Sequence[Heir]) -> None:
    if len({one.key for one in heirs}) != len(heirs):
        raise Refused("succession_heir_twice")
    if sum(one.kin is Kin.SPOUSE for one in heirs) > 1:
        raise Refused("succession_two_spouses")
    if any(one.kin is Kin.SIBLING and len(one.through) > 1 for one in heirs):
        raise Refused("succession_line_too_long")
    for one in heirs:
        missing = one.kin is Kin.LEGATEE and one.designated is None
        if missing or (one.designated is not None and not 0 < one.designated <= 1):
            raise Refused("succession_share_invalid")


def _statutory(heirs: Sequence[Heir], rule: ShareRule) -> dict[str, Fraction]:
    """Shares by art. 900 and 901 among those who inherit."""
    spouse = [one.key for one in heirs if one.kin is Kin.SPOUSE]
    kin, group = _group(heirs)
    if not spouse:
        return _among(kin, group, Fraction(1), rule)
    if kin is None:
        return {spouse[0]: Fraction(1)}
    own = rule.beside[kin]
    return {spouse[0]: own} | _among(kin, group, 1 - own, rule)


def _group(heirs: Sequence[Heir]) -> tuple[Kin | None, list[Heir]]:
    """The first group with anybody in it (arts. 887, 889); of ascendants only the nearest."""
    for kin in _GROUPS:
        found = [one for one in heirs if one.kin is kin]
        if kin is Kin.ASCENDANT and found:
            nearest = min(one.degree for one in found)
            found = [one for one in found if one.degree == nearest]
        if found:
            return kin, found
    return None, []


def _among(kin: Kin | None, group: Sequence[Heir], whole: Fraction, rule: ShareRule) -> dict[str, Fraction]:
    """Heads share alike (art. 900(iv)), those who stand in for a line share the line's part (art. 901); a brother or
    sister by one parent weighs less than one by both.
    """
    return {} if kin is None else _branch([(one, one.through) for one in group], whole, rule)


def _branch(group: Sequence[tuple[Heir, tuple[str, ...]]], whole: Fraction, rule: ShareRule) -> dict[str, Fraction]:
    heads: dict[tuple[str, str], list[tuple[Heir, tuple[str, ...]]]] = {}
    for one, through in group:
        head = ("line", through[0]) if through else ("self", one.key)
        heads.setdefault(head, []).append((one, through[1:]))
    weights = {head: rule.half_blood if some[0][0].half else Fraction(1) for head, some in heads.items()}
    total = sum(weights.values(), Fraction(0))
    found: dict[str, Fraction] = {}
    for head, some in heads.items():
        part = whole * weights[head] / total
        found |= {some[0][0].key: part} if head[0] == "self" else _branch(some, part, rule)
    return found


def split(yen: int, by: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole yen to each heir by his share, together exactly `yen`.

    Each gets his part without the fraction of a yen; the yen that are left go one by one to the greatest fractions, of
    equal ones to the first named. Raises `succession_shares_not_one` for shares that do not make one.
    """
    if sum(by.values(), Fraction(0)) != 1 or any(share < 0 for share in by.values()):
        raise Refused("succession_shares_not_one")
    exact = {key: share * abs(yen) for key, share in by.items()}
    whole = {key: part.numerator // part.denominator for key, part in exact.items()}
    over = abs(yen) - sum(whole.values())
    order = sorted(by, key=lambda key: exact[key] - whole[key], reverse=True)
    for key in order[:over]:
        whole[key] += 1
    return {key: -part if yen < 0 else part for key, part in whole.items()}


def split_each(sums: Mapping[str, int], by: Mapping[str, Fraction]) -> dict[str, dict[str, int]]:
    """Each debt (or credit) split by itself, so that each one's parts make its yen: heir → debt → yen."""
    parts = {name: split(yen, by) for name, yen in sums.items()}
    return {heir: {name: parts[name][heir] for name in sums} for heir in by}


def liable(owed: int, acceptance: Acceptance, inherited: int | None) -> int:
    """Up to how many yen an heir may be held to what he owes: of a limited acceptance what he inherited (Local Tax Act
    art. 9(1) proviso), else all of it.
    """
    return min(owed, inherited) if acceptance is Acceptance.LIMITED and inherited is not None else owed


def joint_limit(owed: int, inherited: int) -> int:
    """Up to how many yen an heir answers for what the others owe: what he inherited above what he owes (art. 9(3))."""
    return max(inherited - owed, 0)
