"""Letters of a made-up city (計測の通知書): its dunning letters and its yearly notices, for the demo's households.

About two in a hundred have a name or an address of the kind that bulk printing leaves to the plain way: a variant that
only the name font has, a line wider than its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from server.cli.demo_city.people import Household, make_households
from server.domain.collection_number import CollectionNumber
from server.domain.el_qr import ElQrNumber
from server.domain.payment_slip import machine_line, store_code

DAY = date(2026, 11, 18)
_VARIANTS = ("邊\U000e0108見　健", "\U00020bb7田　実", "\U00020bb7野　みどり")
_LONG = "　若葉中央公営住宅第三棟千百二十五号室気付"
_ODD = 0.01
_CONSIGNOR = "491004"


def letters_of_city(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Frozen data of `count` dunning letters, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - made-up letters
    for number, household in enumerate(make_households(count, seed, DAY), 1):
        yield _letter(random, number, household)


def plain_letters(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """As `letters_of_city`, without those kinds."""
    found = (one for one in letters_of_city(2 * count + 20, seed) if not _is_odd(one))
    return [one for one, _ in zip(found, range(count), strict=False)]


def notices_of_city(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Frozen data of `count` yearly notices of what was paid (納付済額のお知らせ), the same for the same seed."""
    random = Random(seed)  # noqa: S311 - made-up letters
    for number, household in enumerate(make_households(count, seed, DAY), 1):
        to = _addressee(random, household)
        debited, withheld = 100 * random.randint(12, 9_000), 100 * random.randint(12, 2_000)
        paid = [{"name": "口座振替", "amount": debited}]
        if random.random() < 0.15:
            paid.append({"name": "年金からの天引き(特別徴収)", "amount": withheld})
        yield {
            "number": None,
            "issued_on": "2027-01-20",
            "addressee": to,
            **_sender(household),
            "letter_code": f"C8-{number:07d}",
            "year": "2026-12-31",
            "payer": to["name"],
            "paid": paid,
            "total": sum(one["amount"] for one in paid),
            "refunded": 100 * random.randint(1, 400) if random.random() < 0.05 else None,
        }


def _is_odd(data: Mapping[str, Any]) -> bool:
    to = data["addressee"]
    return to["name"] in _VARIANTS or to["address_lines"][0].endswith(_LONG)


def _letter(random: Random, number: int, household: Household) -> dict[str, Any]:
    instalment = random.choice((5, 5, 5, 6))
    levied = 100 * random.randint(12, 1_100)
    paid = random.choice((0, 0, 0, 0, levied // 200 * 100))
    collection = str(CollectionNumber(2026, f"{number:010d}", instalment))
    use_by = DAY + timedelta(days=14)
    return {
        "number": f"8督促第{number}号",
        "issued_on": DAY.isoformat(),
        "addressee": _addressee(random, household),
        **_sender(household),
        "letter_code": f"C8-{number:07d}",
        "legal_basis": "地方自治法第231条の3第1項",
        "designated_on": use_by.isoformat(),
        "counted_to": (DAY - timedelta(days=2)).isoformat(),
        "levy_year": 2026,
        "instalment": instalment,
        "due_on": "2026-11-02",
        "levied": levied,
        "paid": paid,
        "open": levied - paid,
        "fee": 0,
        "relief": random.random() < 0.02,
        "notice_no": f"{number:010d}",
        **_slip(collection, levied - paid, use_by),
        "appeal_body": "若葉県国民健康保険審査会",
        "appeal_address": "若葉県若葉市県庁前一丁目1番1号 若葉県庁内",
    }


def _slip(collection: str, amount: int, use_by: date) -> dict[str, Any]:
    return {
        "consignor": _CONSIGNOR,
        "collection_no": collection,
        "use_by": use_by.isoformat(),
        "amount": amount,
        "machine_line": machine_line(collection, amount),
        "store_digits": store_code(_CONSIGNOR, collection, amount, use_by),
        "el_qr": str(ElQrNumber("99104", "910", collection, use_by, amount)),
    }


def _addressee(random: Random, household: Household) -> dict[str, Any]:
    name, address, odd = household.members[0].name, household.address, random.random()
    if odd < _ODD:
        name = random.choice(_VARIANTS)
    elif odd < 2 * _ODD:
        address += _LONG
    lines = [address, household.address_line2] if household.address_line2 else [address]
    postal = f"{household.postal_code[:3]}-{household.postal_code[-4:]}"
    return {"name": name, "honorific": "様", "postal": postal, "address_lines": lines}


def _sender(household: Household) -> dict[str, Any]:
    return {
        "issuer": {"title": "若葉市長", "name": "若葉　みどり"},
        "contact": {
            "office": "国民健康保険課 収納係",
            "address": f"〒000-0011 若葉市中央区本町二丁目{len(household.office)}番1号",
            "phone": "000-100-1100",
            "hours": "午前8時30分から午後5時15分まで(土曜日・日曜日・祝日・年末年始を除く)",
        },
    }
