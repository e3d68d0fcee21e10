"""Words of arrears (滞納整理の言葉) in both languages: states, matters, holds, contacts, steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.domain.arrears import State

Pair = tuple[str, str]

STATES: Final[Mapping[str, Pair]] = {
    State.NOT_DUE: ("納期限前", "Not due"),
    State.DUE: ("納期限当日", "Due today"),
    State.OVERDUE: ("納期限後(督促前)", "Not dunned"),
    State.DUNNED: ("督促済み", "Dunned"),
    State.ARREARS: ("滞納", "In arrears"),
    State.PLEDGED: ("分納中", "Pledged"),
    State.DEFERRED: ("徴収猶予中", "Deferred"),
    State.SEIZED: ("差押中", "Seized"),
    State.SUSPENDED: ("執行停止中", "Suspended"),
    State.PRINCIPAL_PAID: ("本料納付済み(延滞金あり)", "Principal paid, late charge open"),
    State.PAID: ("納付済み", "Paid"),
    State.OVERPAID: ("過誤納", "Overpaid"),
    State.CANCELLED: ("賦課取消", "Cancelled"),
    State.PRESCRIBED: ("時効完成", "Prescribed"),
    State.WRITTEN_OFF: ("不納欠損", "Written off"),
}

MATTERS: Final[Mapping[str, Pair]] = {
    "DEATH": ("世帯主の死亡", "Death of the head"),
    "WELFARE": ("生活保護の開始", "Public assistance begun"),
    "BANKRUPTCY": ("破産手続", "Bankruptcy"),
    "DISPUTE": ("納付義務の争い", "Dispute"),
    "ADDRESS_UNKNOWN": ("居所不明", "Address unknown"),
    "RETURNED": ("文書の返戻", "A letter came back"),
    "CONSULTS": ("納付相談の希望", "Wishes to consult"),
    "ENDED": ("手続の終わり", "A procedure has ended"),
}

HOLDS: Final[Mapping[str, Pair]] = {
    "DEFERRAL": ("徴収猶予中", "Deferral"),
    "CONVERSION": ("換価の猶予中", "Sale put off"),
    "SUSPENSION": ("執行停止中", "Enforcement suspended"),
    "DECEASED": ("死亡・相続人調査中", "Deceased"),
    "BANKRUPTCY": ("破産手続中", "Bankruptcy"),
    "WELFARE": ("生活保護受給", "Public assistance"),
    "RETURNED_MAIL": ("返戻・居所不明", "Mail returned"),
    "ADDRESS_PROTECTION": ("支援措置", "Under protection"),
    "REASSESSMENT": ("減額更正予定", "Reduction to come"),
    "PAYMENT_IN_TRANSIT": ("入金確認待ち", "Payment under way"),
    "APPEAL": ("審査請求中", "Appeal"),
    "RELIEF_PENDING": ("減免申請中", "Relief applied for"),
    "PLEDGE": ("分納中", "Pledge kept"),
    "SEIZED": ("差押中", "Seized"),
    "DISPUTE": ("納付義務の争い", "Dispute"),
}

WAYS: Final[Mapping[str, Pair]] = {
    "PHONE": ("電話", "Telephone"),
    "VISIT": ("訪問", "Visit"),
    "COUNTER": ("窓口", "Counter"),
    "LETTER": ("文書", "Letter"),
    "OTHER": ("その他", "Other"),
}

SPOKEN_TO: Final[Mapping[str, Pair]] = {
    "HEAD": ("本人", "The payer"),
    "FAMILY": ("家族", "Family"),
    "OTHER": ("その他の人", "Somebody else"),
    "NOBODY": ("不在", "Nobody"),
}

RESULTS: Final[Mapping[str, Pair]] = {
    "PROMISE": ("納付の約束", "Promises to pay"),
    "PAID": ("納付済みとの申出", "Says it is paid"),
    "NO_ANSWER": ("応答なし", "No answer"),
    "WRONG_NUMBER": ("番号違い", "Wrong number"),
    "CALL_BACK": ("かけ直す", "Call back"),
    "CONSULTS": ("納付相談の希望", "Wishes to consult"),
    "REFUSES": ("納付の拒否", "Refuses"),
    "OTHER": ("その他", "Other"),
}

STEPS: Final[Mapping[str, Pair]] = {
    "PAID": ("完納として終える", "End as paid"),
    "SETTLED": ("滞納なしとして終える", "End as settled"),
    "WRITTEN_OFF": ("不納欠損として終える", "End as written off"),
    "PLAN": ("担当者が対応を決める", "The officer decides"),
    "LOOK": ("待って見直す", "Wait and look again"),
    "REMIND": ("催告書を送る", "Send a reminder"),
    "CALL": ("電話で催告する", "Call"),
    "WARN": ("差押を予告する", "Warn of a seizure"),
    "WARNED": ("予告の期限を待つ", "Wait for the warning's day"),
    "BEGIN": ("次の手続を始める", "Begin a procedure"),
}

SPOKES: Final[Mapping[str, Pair]] = {
    "pledge": ("分割納付誓約", "Pledge to pay in parts"),
    "deferral": ("徴収猶予・換価の猶予", "Deferral"),
    "asset_inquiry": ("財産調査", "Asset inquiry"),
    "seizure": ("差押", "Seizure"),
    "claim_participation": ("交付要求・参加差押", "Claim in another's seizure"),
    "suspension_write_off": ("執行停止・不納欠損", "Suspension and write-off"),
    "serve_letter": ("送達・公示送達", "Service of a letter"),
    "late_charge_waiver": ("延滞金の減免", "Waiver of late charge"),
    "transfer_of_collection": ("徴収の移管", "Hand-over of collection"),
}
