"""Whether something may be seized: each requirement with its reason, and whose an account is (PM13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.domain.seizure import (
    Debt,
    Holder,
    Kind,
    Lived,
    Officer,
    Other,
    Thing,
    address_key,
    can_seize,
    failed,
    identity,
    seized_amount,
)

DAY = date(2026, 11, 18)
DEBT = Debt("claim-1", date(2026, 6, 30), 30_000, 400, 0, 0, 0, date(2026, 8, 11), gone=False)
DEPOSIT = Thing(Kind.DEPOSIT, 52_000, 0, exempt=False, as_of=date(2026, 11, 2), good_until=date(2027, 2, 2))
OFFICER = Officer("徴-014", date(2027, 3, 31))


def reasons(
    *debts: Debt, holds: tuple[str, ...] = (), thing: Thing = DEPOSIT, officer: Officer | None = OFFICER, **more: object
) -> list[str]:
    checks = can_seize(debts or (DEBT,), holds, thing, officer, DAY, most_times=3, **more)  # type: ignore[arg-type]
    return [check.code for check in failed(checks)]


def test_nothing_speaks_against_it() -> None:
    assert reasons() == []


# The table of requirements (差押の要件), row by row.
@pytest.mark.parametrize(
    ("debt", "reason"),
    [
        (replace(DEBT, kind="PLAIN_PUBLIC"), "seizure_not_enforceable"),
        (replace(DEBT, kind="PRIVATE"), "seizure_not_enforceable"),
        (replace(DEBT, principal=0, late=0), "seizure_debt_paid"),
        (replace(DEBT, in_transit=30_400), "seizure_payment_in_transit"),
        (replace(DEBT, gone=True), "seizure_prescribed"),
        (replace(DEBT, possible_from=None), "seizure_not_dunned"),
        (replace(DEBT, possible_from=date(2026, 11, 19)), "seizure_too_early"),
    ],
)
def test_each_debt_must_fit(debt: Debt, reason: str) -> None:
    assert reasons(debt) == [reason]
    assert reasons(DEBT, debt) == [reason]  # one that does not fit stops all


def test_part_of_it_on_its_way_does_not_stop_the_rest() -> None:
    assert reasons(replace(DEBT, in_transit=30_399)) == []


def test_the_first_day_itself_is_possible() -> None:
    assert reasons(replace(DEBT, possible_from=DAY)) == []


def test_without_a_debt_nothing_is_seized() -> None:
    assert [one.code for one in failed(can_seize((), (), DEPOSIT, None, DAY))] == ["seizure_no_debt"]


@pytest.mark.parametrize(
    ("hold", "reason", "with_override"),
    [
        ("DEFERRAL", "seizure_held", "seizure_held"),
        ("SUSPENSION", "seizure_held", "seizure_held"),
        ("WELFARE", "seizure_held", "seizure_held"),
        ("BANKRUPTCY", "seizure_bankruptcy", "seizure_bankruptcy"),
        ("PLEDGE", "seizure_held_override", None),
        ("CONVERSION", "seizure_held_override", None),
        ("REASSESSMENT", "seizure_held_override", None),
        ("DECEASED", "seizure_held_override", "seizure_held_override"),
        ("PAYMENT_IN_TRANSIT", "seizure_held_override", "seizure_held_override"),
    ],
)
def test_holds(hold: str, reason: str, with_override: str | None) -> None:
    assert reasons(holds=(hold,)) == [reason]
    assert reasons(holds=(hold,), override="分納が続かず財産が移されるおそれ") == (
        [with_override] if with_override else []
    )
    assert reasons(holds=(hold,), override="  ") == [reason]


@pytest.mark.parametrize("hold", ["DISPUTE", "SEIZED", "RETURNED_MAIL", "ADDRESS_PROTECTION", "RELIEF_PENDING"])
def test_other_holds_do_not_stop_it(hold: str) -> None:
    assert reasons(holds=(hold,)) == []


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (replace(DEPOSIT, exempt=True), "seizure_exempt"),
        (replace(DEPOSIT, ended=True), "seizure_asset_ended"),
        (replace(DEPOSIT, good_until=date(2026, 11, 17)), "seizure_asset_too_old"),
        (replace(DEPOSIT, value=0), "seizure_useless"),
        (replace(DEPOSIT, prior=52_000), "seizure_useless"),
        (replace(DEPOSIT, kind=Kind.MOVABLE, value=92_000), "seizure_excess"),
    ],
)
def test_the_asset_must_fit(thing: Thing, reason: str) -> None:
    assert reasons(thing=thing) == [reason]


def test_a_building_worth_more_than_the_debt_is_no_excess() -> None:
    assert reasons(thing=replace(DEPOSIT, kind=Kind.REAL_ESTATE, value=8_000_000)) == []


@pytest.mark.parametrize(
    "card", [Officer("", date(2027, 3, 31)), Officer("徴-014", None), Officer("徴-014", date(2026, 11, 17))]
)
def test_the_officer_needs_a_valid_duty_card(card: Officer) -> None:
    assert reasons(officer=card) == ["seizure_duty_card"]


def test_a_small_debt_is_left_where_the_city_says_so() -> None:
    assert reasons(least=30_401) == ["seizure_debt_too_small"]
    assert reasons(least=30_400) == []


@pytest.mark.parametrize(
    ("thing", "yen"),
    [
        (DEPOSIT, 30_400),
        (replace(DEPOSIT, value=12_000), 12_000),
        (replace(DEPOSIT, value=None), 30_400),
        (replace(DEPOSIT, kind=Kind.SALARY, value=20_000), 30_400),
        (replace(DEPOSIT, kind=Kind.REAL_ESTATE, value=9_000_000), None),
    ],
)
def test_how_much_is_seized(thing: Thing, yen: int | None) -> None:
    assert seized_amount(thing, (DEBT,)) == yen


NAMES = [("沢田 健一", "サワダ ケンイチ"), ("髙橋 健一", "タカハシ ケンイチ")]
LIVED = [
    Lived("若葉市緑区花見台三丁目4番5号", date(2019, 4, 1), date(2024, 3, 1)),
    Lived("中央区青柳町1-2", date(2024, 3, 1), None),
]
HOLDER = Holder("沢田 健一", "サワダ ケンイチ", "1978-03-09", "青葉県若葉市中央区青柳町1番2号")


def differs(holder: Holder = HOLDER, other: Other = Other.NOBODY) -> list[str]:
    return [one.code for one in failed(identity(holder, NAMES, "1978-03-09", LIVED, other, "若葉市"))]


@pytest.mark.parametrize(
    "holder",
    [
        HOLDER,
        replace(HOLDER, kana="サワダ ケンイチ"),
        replace(HOLDER, name="髙橋健一", kana="タカハシケンイチ"),  # a name of before
        replace(HOLDER, address="緑区花見台3-4-5"),  # an address of before
        replace(HOLDER, address="若葉市中央区青柳町1番地の2"),
    ],
)
def test_the_debtor_is_known_by_his_own_register(holder: Holder) -> None:
    assert differs(holder) == []


@pytest.mark.parametrize(
    ("holder", "reason"),
    [
        (replace(HOLDER, name="沢田 謙一"), "seizure_holder_name"),
        (replace(HOLDER, name=""), "seizure_holder_name"),
        (replace(HOLDER, kana="サワタ ケンイチ"), "seizure_holder_kana"),
        (replace(HOLDER, birth="1978-03-19"), "seizure_holder_birth"),
        (replace(HOLDER, address="中央区青柳町1-3"), "seizure_holder_address"),
        (replace(HOLDER, address="港市中央区青柳町1-2"), "seizure_holder_address"),
        (replace(HOLDER, address="中央区青柳町1-2 201号室"), "seizure_holder_address"),
        (replace(HOLDER, address=""), "seizure_holder_address"),
    ],
)
def test_pm13_any_difference_stands_against_it(holder: Holder, reason: str) -> None:
    assert reason in differs(holder)


def test_pm13_a_hit_on_another_person_is_proof_against_whatever_matches() -> None:
    """Kyoto 2025: name, birth date and the register's address all equalled the account — of the stranger."""
    assert differs(other=Other.ANOTHER_PERSON) == ["seizure_holder_another"]
    assert differs(other=Other.SAME_PERSON) == []


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("花見台三丁目4番5号", "花見台3-4-5", True),
        ("花見台3−4−5", "花見台3-4-5", True),
        ("花見台3丁目4番地5", "花見台3-4-5", True),
        ("花見台3-45", "花見台3-4-5", False),
        ("一番町2", "二番町2", False),
    ],
)
def test_spellings_of_an_address(one: str, another: str, *, same: bool) -> None:
    assert (address_key(one) == address_key(another)) is same
