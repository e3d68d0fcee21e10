"""Words of the money side (収納・賦課の言葉) on the pages of a household, in both languages."""

from __future__ import annotations

from server.casework.views.words import Vocabulary
from server.domain.forms.model import Words

STATES: Vocabulary = {
    "NOTHING": Words("賦課なし", "Nothing levied"),
    "PAID": Words("完納", "Paid"),
    "OVERPAID": Words("過誤納あり", "Paid too much"),
    "WRITTEN_OFF": Words("不納欠損", "Written off"),
    "PRESCRIBED": Words("時効完成", "Time-barred"),
    "IN_TRANSIT": Words("入金確認待ち", "Payment on its way"),
    "BEFORE_DUE": Words("納期前", "Not due yet"),
    "PART_PAID": Words("一部納付・納期前", "Part paid, not due yet"),
    "OVERDUE": Words("納期限経過", "Overdue"),
    "DUNNED": Words("督促済", "Dunned"),
}

SHAPES = {
    "NOTHING": "hold",
    "PAID": "done",
    "OVERPAID": "full",
    "WRITTEN_OFF": "stop",
    "PRESCRIBED": "stop",
    "IN_TRANSIT": "wait",
    "BEFORE_DUE": "open",
    "PART_PAID": "work",
    "OVERDUE": "late",
    "DUNNED": "late",
}
"""The shape of each state (look.md)."""

WAYS: Vocabulary = {
    "BANK_SLIP": Words("金融機関", "Bank"),
    "DIRECT_DEBIT": Words("口座振替", "Direct debit"),
    "CVS": Words("コンビニ", "Store"),
    "APP": Words("スマホ決済", "Telephone app"),
    "COUNTER": Words("窓口収納", "Counter"),
    "PENSION": Words("特別徴収", "Pension"),
    "EL_QR": Words("共通納税", "Common tax payment"),
    "LEVY_PROCEEDS": Words("取立・配当", "Proceeds of seizure"),
    "BENEFIT_DEDUCTION": Words("給付からの控除", "Taken off a benefit"),
}

OUTCOMES: Vocabulary = {
    "FULL": Words("完納", "Paid in full"),
    "PARTIAL": Words("一部納付", "Paid in part"),
    "OVERPAID": Words("過誤納", "Paid too much"),
    "SUSPENSE": Words("仮受", "Suspense"),
    "HELD": Words("速報", "Advance notice"),
    "CLEARED": Words("速報の取消", "Advance notice withdrawn"),
    "NOT_PAID": Words("振替不能", "Not paid"),
}

STANDINGS: Vocabulary = {
    "CURRENT": Words("現年", "Current year"),
    "PAST": Words("過年度", "Past year"),
    "CARRIED": Words("滞納繰越", "Carried over"),
}

PARTS: Vocabulary = {
    "basic": Words("医療分", "Medical"),
    "support": Words("支援金分", "Support"),
    "care": Words("介護分", "Care"),
    "child": Words("子ども分", "Children"),
}

LINES: Vocabulary = {
    "income": Words("所得割", "Income part"),
    "asset": Words("資産割", "Asset part"),
    "per_head": Words("均等割", "Per-head part"),
    "per_household": Words("平等割", "Household part"),
    "by_income": Words("法定軽減", "Reduction by income"),
    "for_children": Words("未就学児・18歳未満の軽減", "Reduction for children"),
    "for_birth": Words("産前産後の免除", "Exempt around a birth"),
    "over_cap": Words("限度額超過", "Above the cap"),
    "relieved": Words("減免", "Relief on application"),
    "rounding": Words("端数", "Rounding"),
}

CAUSES: Vocabulary = {
    "INITIAL": Words("当初賦課", "Levy of the year"),
    "MONTHLY": Words("月次更正", "Month's corrections"),
    "FIRST": Words("年度の途中からの賦課", "Levy from within the year"),
    "INCOME": Words("所得の更正", "Corrected income"),
    "ELIGIBILITY": Words("資格の異動・訂正", "Change or correction of eligibility"),
    "HOUSEHOLD": Words("世帯の異動", "Change of the household"),
    "HEAD": Words("世帯主の変更", "Change of head"),
    "RELIEF": Words("軽減・免除の届出", "Notified reduction or exemption"),
    "CLASS": Words("賦課区分の誤り", "Wrong classification"),
    "CALCULATION": Words("計算の誤り", "Wrong calculation"),
    "OVERLAP": Words("ほかの健康保険との重複", "Overlap with employee insurance"),
}
"""Why a levy was decided; words that a taken-over levy brought stand as they are."""
