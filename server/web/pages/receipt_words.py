"""Words of the receipts desk (収納の言葉): channels, interfaces, outcomes, notes, classes of revenue."""

from __future__ import annotations

from flask_babel import lazy_gettext

CHANNELS = {
    "BANK_SLIP": lazy_gettext("納付書(金融機関窓口)"),
    "DIRECT_DEBIT": lazy_gettext("口座振替"),
    "CVS": lazy_gettext("コンビニエンスストア"),
    "APP": lazy_gettext("スマートフォン決済"),
    "COUNTER": lazy_gettext("職員収納"),
    "PENSION": lazy_gettext("特別徴収"),
    "EL_QR": lazy_gettext("eL-QR"),
    "LEVY_PROCEEDS": lazy_gettext("取立・配当"),
    "BENEFIT_DEDUCTION": lazy_gettext("給付からの控除"),
}
INTERFACES = {
    "bank_receipts": lazy_gettext("金融機関(全銀120字)"),
    "store_receipts": lazy_gettext("収納代行(コンビニ・アプリ)"),
    "counter_receipts": lazy_gettext("窓口の日計"),
    "pension_results": lazy_gettext("特別徴収の結果"),
    "zero_notice": lazy_gettext("入金なしの記録"),
}
OUTCOMES = {
    "FULL": ("done", lazy_gettext("完納")),
    "PARTIAL": ("work", lazy_gettext("一部納付")),
    "OVERPAID": ("back", lazy_gettext("過誤納")),
    "SUSPENSE": ("stop", lazy_gettext("仮受")),
    "HELD": ("hold", lazy_gettext("速報(入金確認待ち)")),
    "CLEARED": ("back", lazy_gettext("速報取消")),
    "NOT_PAID": ("late", lazy_gettext("入金なし")),
}
NOTES = {
    "number_invalid": lazy_gettext("収納番号が正しくない"),
    "notice_unknown": lazy_gettext("該当する通知書がない"),
    "slip_unknown": lazy_gettext("該当する納付書がない"),
    "duplicate": lazy_gettext("同じ番号の入金が前にある"),
    "slip_superseded": lazy_gettext("再発行で無効になった納付書"),
    "slip_expired": lazy_gettext("使用期限を過ぎた納付書"),
    "slip_amount_differs": lazy_gettext("納付書と金額が違う"),
    "final_after_cancel": lazy_gettext("取消しの後の確報"),
    "cancel_after_final": lazy_gettext("確報の後の取消し"),
    "pension_unknown": lazy_gettext("宛名のない基礎年金番号"),
    "pension_twice": lazy_gettext("一人に二件"),
    "pension_differs": lazy_gettext("依頼額と違う"),
    "pension_unasked": lazy_gettext("依頼していない月"),
}
STANDINGS = {
    "CURRENT": lazy_gettext("現年課税分"),
    "PAST": lazy_gettext("過年度分"),
    "CARRIED": lazy_gettext("滞納繰越分"),
}
DIRECTIONS = {
    "ASSESS": lazy_gettext("調定"),
    "REDUCE": lazy_gettext("減額調定"),
    "CARRY": lazy_gettext("繰越調定"),
}
