"""Words of enforcement and limitation (滞納処分・時効の言葉) in both languages: assets, answers, acts and effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

ASSET_KINDS: Final[Mapping[str, Pair]] = {
    "DEPOSIT": ("預貯金", "Deposit"),
    "SALARY": ("給与", "Pay"),
    "PENSION": ("年金", "Pension"),
    "INSURANCE": ("生命保険", "Life insurance"),
    "RECEIVABLE": ("売掛金等の債権", "Receivable"),
    "TAX_REFUND": ("所得税の還付金", "Tax refund"),
    "REAL_ESTATE": ("不動産", "Real estate"),
    "MOVABLE": ("動産・自動車", "Movable"),
}

ANSWERS: Final[Mapping[str, Pair]] = {
    "FOUND": ("財産あり", "Asset found"),
    "NONE": ("該当なし", "None"),
    "NAMESAKE": ("別人の回答(破棄)", "Another person's (discarded)"),
    "REFUSED": ("回答を拒んだ", "Refused"),
    "NO_ANSWER": ("回答なし", "No answer"),
}

ACTS: Final[Mapping[str, Pair]] = {
    "NOTICE": ("納入通知", "Notice"),
    "DUNNING": ("督促", "Dunning"),
    "ACKNOWLEDGED": ("承認・納付", "Acknowledged or paid"),
    "REMINDER": ("催告", "Reminder"),
    "SEIZURE": ("差押・交付要求", "Seizure"),
    "DEFERRAL": ("猶予", "Deferral"),
}

EFFECTS: Final[Mapping[str, Pair]] = {
    "RENEWED": ("更新", "renewed"),
    "PUT_OFF": ("完成猶予", "put off"),
    "STANDS": ("継続中", "lasts"),
    "STOOD_STILL": ("進行停止", "stood still"),
    "ONCE_ONLY": ("二度目のため効力なし", "no effect: the first alone counts"),
    "NO_LONGER": ("終期は変わらない", "no later end"),
    "TOO_LATE": ("完成後のため効力なし", "no effect: after completion"),
    "BACKDATED": ("完成後に記録されたため効力なし", "no effect: put on record after completion"),
}
