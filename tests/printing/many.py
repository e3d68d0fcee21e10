"""Letters by the hundred for the tests of bulk printing: the dunning letter and its card in all their shapes.

Mostly what a city sends: short names, one line of address. Some of each that the fast way must leave to the plain one:
names wider than their place, addresses that shrink, variants that only the name font has, a long legal basis; and some
that nothing can print.
"""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from server.domain.el_qr import ElQrNumber
from server.printing.bulk_plan import Item
from server.printing.check import read_sample
from server.printing.heads import Letter

LETTERS = Path(__file__).resolve().parents[2] / "letters"
DEMAND, CARD, NOTICE = "dunning_run/demand", "dunning_run/card", "payment_notice/yearly"

_FAMILY = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 五十嵐 長谷川 東海林 髙﨑 林 森".split()
_GIVEN = "太郎 花子 一 健太郎 みどり さくら 実 よし子 龍之介 アンナ".split()
_WIDE = "マリア・グアダルーペ・フェルナンデス・デ・ラ・クルス・ロドリゲス"
_STREETS = "若葉町 泉町 本町 大手町 緑が丘 県庁前".split()
VARIANT = "邊\U000e0108　\U00020bb7田"  # two forms that the name font alone has
GAIJI = "外\ue001字　太郎"


def many(
    letters: dict[str, Letter], letter: str, count: int, seed: int, *, odd: float = 0.08, shapes: int = 3
) -> list[Item]:
    """`count` letters; about `odd` of them are of the kinds that are not filled in, the others of 2 to 8 shapes."""
    random, base = Random(seed), read_sample(LETTERS, letter, "typical")
    return [
        Item(f"{seed:04d}{number:06d}", letters[letter], _one(random, base, odd, shapes)) for number in range(count)
    ]


def _one(random: Random, base: dict[str, Any], odd: float, shapes: int) -> dict[str, Any]:
    data = copy.deepcopy(base)
    to = data["addressee"]
    to["name"] = f"{random.choice(_FAMILY)}　{random.choice(_GIVEN)}"
    to["postal"] = f"{random.randint(0, 999):03d}-{random.randint(0, 9999):04d}"
    street = f"若葉市{random.choice('中東西南北')}区{random.choice(_STREETS)}{random.randint(1, 9)}丁目"
    to["address_lines"] = [f"{street}{random.randint(1, 40)}番{random.randint(1, 99)}号"]
    if shapes > 1 and random.random() < 0.3:
        to["address_lines"].append(f"メゾン{random.choice(_STREETS)}{random.randint(101, 909)}号室")
    data["letter_code"] = f"C8-{random.randint(0, 9_999_999):07d}"
    if "payer" in data:
        _paid(random, data)
    else:
        data["number"] = f"8督促第{random.randint(1, 99999)}号"
        _money(random, data, shapes)
    if random.random() < odd:
        _make_odd(random, data)
    return data


def _money(random: Random, data: dict[str, Any], shapes: int) -> None:
    levied = random.choice((900, 12_300, 98_000, 310_000, 1_040_000)[: 3 if shapes == 1 else 5]) + 100 * random.randint(
        0, 9
    )
    paid = random.choice((0, 0, 0, levied // 200 * 100))
    data |= {"levied": levied, "paid": paid, "open": levied - paid, "amount": levied - paid}
    data |= {"instalment": random.randint(1, 10), "relief": shapes > 2 and random.random() < 0.1}
    data["notice_no"] = f"{random.randint(0, 9_999_999_999):010d}"
    data["collection_no"] = "".join(random.choices("0123456789", k=20))
    data["machine_line"] = "".join(random.choices("0123456789", k=31))
    digits = "91" + "".join(random.choices("0123456789", k=42))
    data["store_digits"] = None if data["amount"] > 300_000 else digits
    use_by = date.fromisoformat(data["use_by"])
    data["el_qr"] = str(ElQrNumber("99104", "910", data["collection_no"], use_by, data["amount"]))


def _paid(random: Random, data: dict[str, Any]) -> None:
    data["payer"] = data["addressee"]["name"]
    data["total"] = data["paid"][0]["amount"] = random.randint(1, 999_999)
    data["refunded"] = random.choice((None, None, 45_600))


def _make_odd(random: Random, data: dict[str, Any]) -> None:
    to = data["addressee"]
    kind = random.randrange(4)
    if kind == 0:
        to["name"] = _WIDE
    elif kind == 1:
        to["address_lines"][0] += "　若葉中央公営住宅第三棟千百二十五号室気付"
    elif kind == 2:
        to["name"] = VARIANT
    elif "counted_to" in data:
        data["counted_to"] = "2026-11-09"
