"""財産調査照会書 at its issue: who is asked about, by which names and addresses; never a My Number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.enforcement import third_party_frame
from server.operators.letter_frame import slip_needs
from server.operators.registry import letter

_MOST = 12
_LOANS = "貸付金・担保・ほかの差押えの有無"
ITEMS = {
    "DEPOSIT": ["預貯金の有無、種類、口座番号の下3桁、残高(回答の日現在)", _LOANS],
    "SALARY": [
        "給与・賞与の支給額(直近3か月)、支給日、所得税・住民税・社会保険料の控除額",
        "扶養親族の数、ほかの差押えの有無",
    ],
    "PENSION": ["年金の種類、支給額、支給日、控除額", "ほかの差押えの有無"],
    "INSURANCE": ["契約の有無、証券番号、解約返戻金の額(回答の日現在)", _LOANS],
    "RECEIVABLE": ["債務の有無、金額、弁済期", "相殺・ほかの差押えの有無"],
    "TAX_REFUND": ["還付金の有無、金額、支払の予定日", "充当・ほかの差押えの有無"],
    "REAL_ESTATE": ["所有する不動産の所在、地番・家屋番号、評価額", "抵当権・ほかの差押えの有無"],
    "MOVABLE": ["自動車の登録番号、車名、所有者と使用者", "所有権留保・ほかの差押えの有無"],
}
"""What is asked, by kind of asset."""


def _needed(keys: JSONObject) -> Iterator[FactKey]:
    yield from slip_needs(keys)
    yield FactKey("debtor", str(keys["household_key"]))


@letter("asset_inquiry/inquiry", needs=_needed)
def inquiry(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Names the debtor with all addresses he has had, so that a namesake is told apart; of a protected one none."""
    debtor: Any = context.facts.get_fact("debtor", str(keys["household_key"]))
    if debtor is None:
        raise Refused("debtor_unknown")
    to = {"name": keys["third_party"], "postal_code": keys["postal_code"], "address": keys["address"]}
    addresses: list[str] = [] if debtor["protected"] else [one["address"] for one in debtor["lived"]]
    return {
        **third_party_frame(keys, to, context),
        "inquiry_number": keys["inquiry_number"],
        "reminder": bool(keys["reminder"]),
        "asked_on": keys["asked_on"],
        "reply_by": keys["reply_by"],
        "debtor_name": debtor["name"],
        "debtor_kana": debtor["name_kana"],
        "debtor_birth": debtor["birth_date"],
        "addresses": list(dict.fromkeys(addresses))[-_MOST:],
        "items": list(ITEMS[str(keys["kind"])]),
    }
