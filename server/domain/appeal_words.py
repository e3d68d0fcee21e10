"""Words of appeals (審査請求の文言): decisions by the title of their letters, who reviews, rulings."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "benefit_hold/limited": "給付制限決定通知書",
    "benefit_recovery/deferred": "国民健康保険一部負担金納入通知書(徴収猶予分)",
    "benefit_recovery/deferred_dunning": "督促状(徴収を猶予した一部負担金)",
    "benefit_recovery/dunning": "督促状(不正利得徴収金)",
    "benefit_recovery/fraud": "不正利得徴収決定通知書",
    "certificate/refusal": "国民健康保険資格確認書等の再交付申請に係る決定通知書",
    "claim_participation/debtor_notice": "交付要求(参加差押)通知書",
    "copay_relief/decision": "国民健康保険一部負担金減免等決定通知書",
    "copay_relief/revocation": "国民健康保険一部負担金減免等取消決定通知書",
    "deferral/partly": "国民健康保険料の猶予一部許可通知書",
    "deferral/refusal": "国民健康保険料の猶予不許可通知書",
    "deferral_watch/revoked": "国民健康保険料の猶予取消通知書",
    "distribution/sheet": "配当計算書(謄本)",
    "dunning_run/card": "督促状",
    "dunning_run/demand": "督促状",
    "dunning_run/late_demand": "督促状(延滞金)",
    "enrolment/ex_officio": "国民健康保険の資格の取得に係る決定通知書(職権)",
    "enrolment/refusal": "国民健康保険の資格の取得の届出に係る決定通知書",
    "household_change/head_change": "国民健康保険における世帯主の変更決定通知書",
    "household_change/refusal": "国民健康保険の異動の届出に係る決定通知書",
    "late_charge/fixed": "国民健康保険料延滞金決定通知書(兼納付書)",
    "late_charge_waiver/decision": "国民健康保険料延滞金減免決定(却下)通知書",
    "levy_decision/notice": "国民健康保険料納入通知書(兼保険料額決定・変更通知書)",
    "maternity/refusal": "国民健康保険料の産前産後期間の免除に係る決定通知書",
    "overpayment/set_off": "国民健康保険料の過誤納金充当通知書",
    "premium_relief/decision": "国民健康保険料減免等決定通知書",
    "premium_relief/revocation": "国民健康保険料減免取消決定通知書",
    "public_sale/notice": "公売通知書",
    "public_sale/outcome": "公売結果通知書",
    "refund/refused": "国民健康保険料の還付金等不支給決定通知書",
    "seizure/real_estate": "差押書(不動産)",
    "seizure/record": "差押調書(謄本)",
    "special_collection/changed": "特別徴収変更・中止通知書",
    "special_collection/started": "特別徴収開始通知書",
    "succession/notice": "国民健康保険料納付義務承継通知書",
    "suspension_write_off/cancelled": "滞納処分執行停止取消通知書",
    "withdrawal/ex_officio": "国民健康保険の資格の喪失に係る決定通知書(職権)",
    "withdrawal/refusal": "国民健康保険の資格の喪失の届出に係る決定通知書",
}
"""Every letter that carries a notice of appeal (教示), by its id."""

NOT_A_DECISION = "通知書(教示のないもの)"

BODIES: Mapping[str, tuple[str, str]] = {
    "REVIEW_BOARD": ("国民健康保険審査会", "National Health Insurance review board"),
    "MAYOR": ("市長(議会へ諮問)", "Mayor, after consulting the assembly"),
}
RULINGS: Mapping[str, str] = {
    "DISMISSED": "棄却",
    "REJECTED": "却下",
    "CANCELLED": "取消し",
    "CHANGED": "変更",
    "WITHDRAWN": "取下げ",
}
