"""Whether and how far something may be seized (差押の要件): one rule, asked before the draft and again at the signing.

Local Autonomy Act art. 231-3(3) with the National Tax Collection Act arts. 47, 48, 63, 75-78 by example. Every check
answers with its own reason; nothing here reads a register or a clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is seized (財産の種類)."""

    DEPOSIT = "DEPOSIT"  # 預貯金
    SALARY = "SALARY"  # 給与
    PENSION = "PENSION"  # 年金
    INSURANCE = "INSURANCE"  # 生命保険
    RECEIVABLE = "RECEIVABLE"  # 売掛金等の債権
    TAX_REFUND = "TAX_REFUND"  # 所得税の還付金
    REAL_ESTATE = "REAL_ESTATE"  # 不動産
    MOVABLE = "MOVABLE"  # 動産・自動車


CLAIMS = frozenset({Kind.DEPOSIT, Kind.SALARY, Kind.PENSION, Kind.INSURANCE, Kind.RECEIVABLE, Kind.TAX_REFUND})
"""Kinds that are a claim against a third debtor (第三債務者): seized by serving the notice on him (art. 62(3))."""
LIMITED = frozenset({Kind.SALARY, Kind.PENSION})
"""Kinds with a limit by the month (arts. 76, 77)."""

STOPPING = frozenset({"DEFERRAL", "SUSPENSION", "WELFARE"})
"""Holds that forbid a seizure: 徴収猶予, 滞納処分の停止, 生活保護."""
PUTTING_OFF = frozenset({"CONVERSION", "DECEASED", "REASSESSMENT", "PAYMENT_IN_TRANSIT", "PLEDGE"})
"""Holds that an approver may pass over with a reason (but 入金確認待ち, which clears by itself, and 死亡)."""
_NOT_TO_PASS = frozenset({"PAYMENT_IN_TRANSIT", "DECEASED"})


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table of requirements: `code` names the refusal, `said` what it is about."""

    code: str
    passed: bool
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Debt:
    """One instalment as it stands at the second of asking; yen. `late` is the late charge to the day.

    `possible_from`: the first day of seizure by its dunning (None: no dunning was served). `gone`: its limitation is
    complete. `in_transit`: yen told by 速報 alone. `kind` is the legal kind of the money.
    """

    claim_key: str
    due_on: date
    principal: int
    late: int
    fee: int
    cost: int
    in_transit: int
    possible_from: date | None
    gone: bool
    kind: str = "ENFORCEABLE_PUBLIC"

    @property
    def total(self) -> int:
        """Everything of it together."""
        return self.principal + self.late + self.fee + self.cost


@dataclass(frozen=True, slots=True)
class Thing:
    """What is to be seized: worth and prior claims in yen (None: not known), as known on a day."""

    kind: Kind
    value: int | None
    prior: int
    exempt: bool
    as_of: date
    good_until: date
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    """Who seizes: the number of the duty card (徴収職員証) and its last day."""

    card: str
    card_until: date | None


def can_seize(
    debts: Sequence[Debt],
    holds: Iterable[str],
    thing: Thing,
    officer: Officer | None,
    day: date,
    *,
    override: str = "",
    least: int = 0,
    most_times: int = 0,
) -> tuple[Check, ...]:
    """Every requirement with whether it holds on `day`; a seizure needs all of them.

    `least` and `most_times` are the city's: yen below which nothing is seized, and how many times the debts a movable
    may be worth (0 for no limit). `override` is the approver's written reason to pass over a pledge or the like.
    `officer` is None before the signing.
    """
    found = [*_debts(debts, day, least), *_holds(frozenset(holds), override), *_thing(debts, thing, day, most_times)]
    if officer is not None:
        valid = bool(officer.card.strip()) and officer.card_until is not None and officer.card_until >= day
        found.append(Check("seizure_duty_card", valid, {}))
    return tuple(found)


def failed(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The requirements that do not hold."""
    return tuple(check for check in checks if not check.passed)


def _debts(debts: Sequence[Debt], day: date, least: int) -> Iterator[Check]:
    yield Check("seizure_no_debt", bool(debts), {})
    for one in debts:
        said = {"claim": one.claim_key}
        yield Check("seizure_not_enforceable", one.kind == "ENFORCEABLE_PUBLIC", said)
        yield Check("seizure_debt_paid", one.total > 0, said)
        yield Check("seizure_payment_in_transit", one.total <= 0 or one.in_transit < one.total, said)
        yield Check("seizure_prescribed", not one.gone, said)
        yield Check("seizure_not_dunned", one.possible_from is not None, said)
        if one.possible_from is not None:
            early = {**said, "day": one.possible_from.isoformat()}
            yield Check("seizure_too_early", day >= one.possible_from, early)
    if debts and least:
        yield Check("seizure_debt_too_small", sum(one.total for one in debts) >= least, {"yen": str(least)})


def _holds(holds: frozenset[str], override: str) -> Iterator[Check]:
    for kind in sorted(holds & STOPPING):
        yield Check("seizure_held", False, {"hold": kind})
    if "BANKRUPTCY" in holds:
        yield Check("seizure_bankruptcy", False, {})
    for kind in sorted(holds & PUTTING_OFF):
        passed = bool(override.strip()) and kind not in _NOT_TO_PASS
        yield Check("seizure_held_override", passed, {"hold": kind})


def _thing(debts: Sequence[Debt], thing: Thing, day: date, most_times: int) -> Iterator[Check]:
    yield Check("seizure_asset_ended", not thing.ended, {})
    yield Check("seizure_exempt", not thing.exempt, {})
    yield Check("seizure_asset_too_old", day <= thing.good_until, {"day": thing.as_of.isoformat()})
    if thing.value is not None:
        yield Check("seizure_useless", thing.value > thing.prior, {"yen": str(thing.prior)})
        total = sum(one.total for one in debts)
        # A claim is seized up to what is needed; a thing that cannot be divided may be worth more (art. 48(1)).
        divisible = thing.kind is Kind.MOVABLE and most_times > 0
        excess = divisible and thing.value - thing.prior > max(total, 1) * most_times
        yield Check("seizure_excess", not excess, {"yen": str(total)})


def seized_amount(thing: Thing, debts: Sequence[Debt]) -> int | None:
    """How many yen of a claim are seized: what is needed, of a deposit at most its balance; None for a thing.

    Art. 63: the whole claim is seized in principle, but the officer need not where that is clearly too much; pay goes
    on up to the debt (art. 66).
    """
    if thing.kind not in CLAIMS:
        return None
    needed = sum(one.total for one in debts)
    if thing.kind in LIMITED or thing.value is None:
        return needed
    return min(thing.value, needed)


@dataclass(frozen=True, slots=True)
class Lived:
    """An address that the debtor has had, from a day to the first day without (None: still)."""

    address: str
    first: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose the asset is by the third party's own record: name, reading, birth date, address."""

    name: str
    kana: str
    birth: str
    address: str


class Other(StrEnum):
    """What a look into the national register for the record's address gave."""

    NOT_ASKED = "NOT_ASKED"
    NOBODY = "NOBODY"
    SAME_PERSON = "SAME_PERSON"
    ANOTHER_PERSON = "ANOTHER_PERSON"


def identity(
    holder: Holder,
    names: Sequence[tuple[str, str]],
    birth: str,
    lived: Sequence[Lived],
    other: Other,
    home: str = "",
) -> tuple[Check, ...]:
    """Whether the holder is the debtor: name, kana, birth date, and an address that the debtor himself has had.

    `names` are all names with readings of the debtor, `lived` his own address history, `home` the city whose name may
    stand before an address or not. A hit of the register on another person's 住民票コード is proof against, whatever
    matches; no written reason takes its place, nor that of an address he never had.
    """
    known = {_name(name) for name, _ in names}
    read = {_kana(kana) for _, kana in names if kana}
    return (
        Check("seizure_holder_name", bool(holder.name) and _name(holder.name) in known, {"name": holder.name}),
        Check("seizure_holder_kana", bool(holder.kana) and _kana(holder.kana) in read, {"name": holder.kana}),
        Check("seizure_holder_birth", holder.birth == birth, {"day": holder.birth}),
        Check("seizure_holder_address", bool(address_days(holder.address, lived, home)), {"address": holder.address}),
        Check("seizure_holder_another", other is not Other.ANOTHER_PERSON, {}),
    )


def address_days(address: str, lived: Sequence[Lived], home: str = "") -> tuple[Lived, ...]:
    """The stays at this address in the debtor's own history."""
    wanted = address_key(address, home)
    return tuple(one for one in lived if wanted and address_key(one.address, home) == wanted)


_HYPHENS = str.maketrans(dict.fromkeys("−―‐ー–－", "-") | dict.fromkeys(" \u3000"))
_UNITS = (("丁目", "-"), ("番地の", "-"), ("番地", "-"), ("番", "-"), ("号", ""))
_KANJI = re.compile("([一二三四五六七八九])(?=丁目)")
_PREFECTURE = re.compile("^.{2,3}[都道府県]")


def address_key(address: str, home: str = "") -> str:
    """An address as it is compared: spellings of numbers and hyphens made one, `home` before it left out.

    Nothing else is left out or guessed: another block, house or room is another address.
    """
    text = unicodedata.normalize("NFKC", address)
    text = _KANJI.sub(lambda found: str("一二三四五六七八九".index(found[1]) + 1), text).translate(_HYPHENS)
    bare = _PREFECTURE.sub("", text)
    text = bare.removeprefix(home) if home and bare.startswith(home) else text
    for unit, mark in _UNITS:
        text = text.replace(unit, mark)
    return re.sub("-+", "-", text).rstrip("-")


_SMALL = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")


def _kana(kana: str) -> str:
    """A reading as banks write it: half width, no small letters, no spaces; voicing counts."""
    katakana = "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in kana)
    return "".join(unicodedata.normalize("NFKC", katakana).translate(_SMALL).split())


def _name(name: str) -> str:
    return "".join(name.split())
