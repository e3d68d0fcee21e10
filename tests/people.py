"""The households of the tests' city (試験の世帯): made by hand, each for one reason, the same in every test.

| name | who | why |
|---|---|---|
| `single` | one woman of 38, no registered card | gets a certificate (資格確認書) |
| `family` | couple with a child, cards registered | gets an information sheet (資格情報のお知らせ) |
| `senior` | a man of 71 with his wife of 68 | has a share of his own (負担割合) |
| `protected` | a woman under protection (支援措置) | letters go elsewhere, her name is not for everyone |
| `north` | a man of the north ward | belongs to another office |
| `insured` | a couple insured since 2022 | has numbers, certificates and twelve months |
| `rare` | a man whose name no font can print | his letters are held |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from server.domain.effects import JSON, RegisterChange

SINCE = "2020-04-01"
INSURED_SINCE = "2022-04-01"
# A character of the private use area (外字): in a register it is possible, on paper it is not.
UNPRINTABLE = "\ue000"


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the registers know him; `card` is the status of the insurance card (マイナ保険証)."""

    key: str
    name: str
    kana: str
    sex: str
    birth_date: str
    relation: str
    card: str = "not_usable"
    protected: bool = False
    income: int | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One household with its address; `send_to` is where letters go instead."""

    key: str
    office: str
    postal_code: str
    town: str
    address: str
    phone: str
    members: tuple[Person, ...]
    insured_number: str | None = None
    send_to: dict[str, JSON] | None = field(default=None)

    @property
    def head(self) -> Person:
        """世帯主."""
        return self.members[0]


HOUSEHOLDS = {
    "single": Household(
        "0000000101",
        "chuo",
        "000-0011",
        "青柳町",
        "若葉市中央区青柳町一丁目2番3号",
        "080-0000-0101",
        (Person("000000000001011", "本間 葵", "ホンマ　アオイ", "F", "1988-05-02", "HEAD"),),
    ),
    "family": Household(
        "0000000102",
        "chuo",
        "000-0012",
        "泉町",
        "若葉市中央区泉町二丁目5番10号",
        "080-0000-0102",
        (
            Person("000000000001021", "桑原 徹", "クワハラ　トオル", "M", "1984-09-14", "HEAD", "usable"),
            Person("000000000001022", "桑原 美咲", "クワハラ　ミサキ", "F", "1986-01-30", "SPOUSE", "usable"),
            Person("000000000001023", "桑原 陽菜", "クワハラ　ヒナ", "F", "2018-07-07", "CHILD", "usable"),
        ),
    ),
    "senior": Household(
        "0000000103",
        "chuo",
        "000-0013",
        "桜木",
        "若葉市中央区桜木三丁目1番1号",
        "080-0000-0103",
        (
            Person("000000000001031", "大塚 清", "オオツカ　キヨシ", "M", "1955-06-20", "HEAD", income=900_000),
            Person("000000000001032", "大塚 和子", "オオツカ　カズコ", "F", "1958-03-03", "SPOUSE", income=0),
        ),
    ),
    "protected": Household(
        "0000000104",
        "chuo",
        "000-0014",
        "汐見",
        "若葉市中央区汐見四丁目8番2号",
        "080-0000-0104",
        (Person("000000000001041", "白石 綾", "シライシ　アヤ", "F", "1990-11-11", "HEAD", protected=True),),
        send_to={"name": "白石 綾", "postal_code": "000-0001", "address": "若葉市中央区本町一丁目1番1号 市役所気付"},
    ),
    "north": Household(
        "0000000105",
        "kita",
        "000-0021",
        "北山",
        "若葉市北区北山五丁目3番7号",
        "080-0000-0105",
        (Person("000000000001051", "関 隆", "セキ　タカシ", "M", "1979-02-28", "HEAD"),),
    ),
    "insured": Household(
        "0000000106",
        "chuo",
        "000-0011",
        "青柳町",
        "若葉市中央区青柳町五丁目6番7号",
        "080-0000-0106",
        (
            Person("000000000001061", "三浦 健", "ミウラ　ケン", "M", "1971-04-15", "HEAD"),
            Person("000000000001062", "三浦 由紀", "ミウラ　ユキ", "F", "1973-08-08", "SPOUSE"),
        ),
        insured_number="7000001",
    ),
    "rare": Household(
        "0000000107",
        "chuo",
        "000-0012",
        "泉町",
        "若葉市中央区泉町四丁目4番4号",
        "080-0000-0107",
        (Person("000000000001071", f"{UNPRINTABLE}田 実", "ウエダ　ミノル", "M", "1968-12-01", "HEAD"),),
    ),
}


def register_changes(household: Household, symbol: str, income_year: int) -> Iterator[RegisterChange]:
    """What brings a household into the registers, as a file of the linked systems would."""
    yield _change("put_household", household.key, **_household(household))
    for number, person in enumerate(household.members, 1):
        who = _person(person)
        place = {"household_key": household.key, "relation": person.relation}
        home = {"postal_code": household.postal_code, "address": household.address, "office": household.office}
        yield _change("put_person", person.key, **who)
        yield _change("put_membership", person.key, person_key=person.key, valid_from=who["valid_from"], **place)
        yield _change("put_resident_record", person.key, **who, **place, **home)
        yield _change(
            "put_card_status", person.key, person_key=person.key, status=person.card, valid_from=who["valid_from"]
        )
        if person.income is not None:
            yield _change("put_income", person.key, **_income(person, income_year))
        if household.insured_number is not None:
            yield from _insured(household, person, symbol, f"{number:02d}")


def _household(household: Household) -> dict[str, JSON]:
    says = {
        "household_key": household.key,
        "office": household.office,
        "postal_code": household.postal_code,
        "address": household.address,
        "town": household.town,
        "phone": household.phone,
        "valid_from": SINCE,
    }
    return says if household.send_to is None else says | {"send_to": household.send_to}


def _person(person: Person) -> dict[str, JSON]:
    return {
        "person_key": person.key,
        "name": person.name,
        "name_kana": person.kana,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "protected": person.protected,
        "valid_from": max(SINCE, person.birth_date),
    }


def _income(person: Person, income_year: int) -> dict[str, JSON]:
    base = person.income or 0
    return {
        "person_key": person.key,
        "income_year": income_year,
        "known": True,
        "figures": {"taxable_income": base, "base_income": base + 430_000, "receipts": base + 1_600_000},
        "valid_from": f"{income_year + 1}-06-01",
    }


def _insured(household: Household, person: Person, symbol: str, branch: str) -> Iterator[RegisterChange]:
    yield _change(
        "open_eligibility",
        person.key,
        person_key=person.key,
        household_key=household.key,
        shikaku_from=INSURED_SINCE,
        tekiyo_from=INSURED_SINCE,
        acquired_by="left_employee_insurance",
        symbol=symbol,
        number=household.insured_number,
        branch=branch,
        notified_on=INSURED_SINCE,
    )
    yield _change(
        "put_certificate",
        person.key,
        certificate_key=f"T{person.key}",
        person_key=person.key,
        household_key=household.key,
        kind="CERTIFICATE",
        issued_on="2026-08-01",
        valid_until="2027-07-31",
    )


def _change(kind: str, key: str, /, **payload: JSON) -> RegisterChange:
    return RegisterChange(kind, f"test/{kind}/{key}", payload)
