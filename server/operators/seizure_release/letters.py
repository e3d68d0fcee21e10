"""The letters of a release at their issue (差押解除通知書): to the third debtor and to the debtor (art. 80)."""

from __future__ import annotations

from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.registry import letter
from server.operators.seizure.letters import (
    asset_slots,
    debtor_needs,
    debtor_slots,
    of_seizure,
    seizure_needs,
    to_debtor,
    to_right_holder,
    to_third_party,
)

GROUNDS = {
    "PAID": ("全額の納付(国税徴収法第79条第1項第1号)", "Paid in full"),
    "CANCELLED": ("賦課の取消し・減額(国税徴収法第79条第1項第1号)", "Levy cancelled"),
    "NO_SURPLUS": ("残余の見込みがないこと(国税徴収法第79条第1項第2号)", "No surplus expected"),
    "SUSPENSION": ("滞納処分の停止(国税徴収法第153条第3項)", "Suspension"),
    "EXEMPT": ("差押禁止財産であったこと(国税徴収法第75条から第78条まで)", "It may not be seized"),
    "DEFERRAL": ("徴収の猶予(地方税法第15条の2の3第2項の例)", "Deferral"),
    "VALUE_OVER": ("財産の価額が滞納額を著しく超えること(国税徴収法第79条第2項第1号)", "Worth far more"),
    "OTHER_ASSET": ("他の適当な財産を差し押さえたこと(国税徴収法第79条第2項第2号)", "Another asset seized"),
    "NO_BID": ("公売に付しても買受けがないこと(国税徴収法第79条第2項第3号)", "No bids"),
    "NAMESAKE": ("別人の財産であったこと", "Another person's asset"),
}
"""Why a seizure is released, in the words of the letters."""


@letter("seizure_release/third_party", needs=seizure_needs)
def third_party(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """差押解除通知書(第三債務者): he may pay the debtor again."""
    seizure = _released(keys, context)
    return {
        **to_third_party(keys, seizure, context),
        **debtor_slots(seizure),
        **asset_slots(seizure),
        "released_on": seizure["released_on"],
    }


@letter("seizure_release/debtor", needs=debtor_needs)
def debtor(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """差押解除通知書(滞納者)."""
    seizure = _released(keys, context)
    return {
        **to_debtor(keys, seizure, context),
        **asset_slots(seizure),
        "third_party": seizure["asset"]["third_party"],
        "released_on": seizure["released_on"],
        "ground": GROUNDS[str(seizure["release_ground"])][0],
    }


@letter("seizure_release/right_holder", needs=seizure_needs)
def right_holder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """差押解除通知書(質権者等): whoever was told of the seizure is told of its end (art. 81)."""
    seizure = _released(keys, context)
    return {**to_right_holder(keys, seizure, context), "released_on": seizure["released_on"]}


def _released(keys: JSONObject, context: Context) -> Any:
    """Raises `seizure_not_in_force` for a seizure that was not released."""
    seizure = of_seizure(keys, context)
    if seizure["released_on"] is None:
        raise Refused("seizure_not_in_force", number=seizure["number"])
    return seizure
