"""Refusals of what time does to a claim (延滞金・時効・執行停止・不納欠損)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_LIMITATION: dict[str, RefusalText] = {
    "claim_prescribed": RefusalText(
        "期別{claim}は{day}に時効が完成しています。この処理はできません",
        "Instalment {claim} was extinguished by prescription on {day}. This cannot be done to it any more.",
        409,
        "国民健康保険法110条1項、地方自治法236条2項",
    ),
    "letter_demands_prescribed": RefusalText(
        "期別{claim}は{day}に時効が完成しています。納付を求める通知は渡せないので、作り直してください",
        "Instalment {claim} was extinguished by prescription on {day}; no letter may ask for it. "
        "Make the letter again.",
        409,
        "国民健康保険法110条1項、地方自治法236条2項",
    ),
    "claim_unknown": RefusalText(
        "期別{claim}は登録されていません",
        "Instalment {claim} is not on record.",
        422,
    ),
}
_LATE: dict[str, RefusalText] = {
    "late_charge_changed": RefusalText(
        "この延滞金は、決めた後に取り消されたか、一部が納付・減免されています。今の額を確かめてください",
        "This late charge was taken back, or part of it was paid or waived since it was fixed. Look at it now.",
        409,
    ),
}
_EXEMPTIONS: dict[str, RefusalText] = {
    "late_exemption_share": RefusalText(
        "免除の割合は全額か2分の1を選んでください",
        "Choose whether all or half of the late charge is exempt.",
        422,
    ),
    "late_exemption_ground": RefusalText(
        "免除の理由がわかりません。選び直してください",
        "The ground of the exemption is not one of the list. Choose again.",
        422,
    ),
    "late_exemption_unknown": RefusalText(
        "終わらせる免除期間が登録されていません。画面を開き直して確かめてください",
        "There is no such exemption to end. Open the screen anew and look.",
        409,
    ),
}

_WAIVERS: dict[str, RefusalText] = {
    "waiver_instalment_unknown": RefusalText(
        "{year}年度{no}期には、減免できる延滞金がありません。画面の一覧から選んでください",
        "Instalment {no} of {year} bears no late charge that could be waived. Choose one of the list.",
        422,
    ),
    "waiver_instalment_twice": RefusalText(
        "{year}年度{no}期が二度入っています",
        "Instalment {no} of {year} is named twice.",
        422,
    ),
    "waiver_full_ground": RefusalText(
        "この理由で免除できるのは2分の1までです",
        "For this ground half of the late charge can be waived at most.",
        422,
        "延滞金減免取扱要綱3条",
    ),
    "waiver_without_effect": RefusalText(
        "この期間では、減免される延滞金がありません。期間と期別を確かめてください",
        "No late charge falls into these days. Look at the days and the instalments.",
        422,
    ),
}
_SUSPENSIONS: dict[str, RefusalText] = {
    "suspension_reason": RefusalText(
        "停止の理由を1号から3号までで選んでください",
        "Choose one of the reasons (i) to (iii).",
        422,
    ),
    "suspension_nothing": RefusalText(
        "停止する滞納がありません",
        "There is no debt to be suspended.",
        409,
    ),
    "suspension_stands": RefusalText(
        "期別{claim}はすでに執行停止中です",
        "Instalment {claim} is suspended already.",
        409,
    ),
    "suspension_unknown": RefusalText(
        "終わらせる執行停止がありません。画面を開き直して確かめてください",
        "There is no such suspension to end. Open the screen anew and look.",
        409,
    ),
    "suspension_over": RefusalText(
        "この執行停止はすでに終わっています",
        "This suspension is over already.",
        409,
    ),
    "suspension_evidence_old": RefusalText(
        "{day}の資料は古すぎます。{months}か月以内に調べたものを入れてください",
        "The evidence of {day} is too old. Enter what was looked at within {months} months.",
        422,
    ),
    "suspension_evidence_few": RefusalText(
        "この理由には、{count}種類以上の調査先が必要です",
        "This reason needs at least {count} kinds of sources.",
        422,
    ),
    "suspension_evidence_register": RefusalText(
        "3号には、住民票・戸籍の附票の調査が必要です",
        "Reason (iii) needs a look at the resident and family registers.",
        422,
    ),
    "suspension_income": RefusalText(
        "収入が生活保護の基準を超えています。停止するわけを書いてください",
        "The income is above the standard of public assistance. Say why execution is suspended all the same.",
        422,
    ),
    "suspension_court": RefusalText(
        "限定承認には、裁判所の資料が必要です",
        "A limited acceptance needs the court's record.",
        422,
    ),
}
_WRITE_OFFS: dict[str, RefusalText] = {
    "write_off_not_extinct": RefusalText(
        "期別{claim}は消滅していません。欠損にできません",
        "Instalment {claim} is not extinct. It cannot be written off.",
        409,
    ),
    "write_off_changed": RefusalText(
        "期別{claim}の未納が{yen}円に変わりました。根拠を調べ直してください",
        "Instalment {claim} has {yen} yen open by now. Gather the grounds anew.",
        409,
    ),
    "write_off_unknown": RefusalText(
        "期別{claim}の不納欠損はありません",
        "There is no write-off of instalment {claim}.",
        409,
    ),
    "write_off_other_household": RefusalText(
        "期別{claim}はこの世帯のものではありません",
        "Instalment {claim} is not one of this household.",
        422,
    ),
    "write_off_still_extinct": RefusalText(
        "期別{claim}は今の記録でも消滅しています。欠損は取り消せません",
        "By the records instalment {claim} is extinct still. The write-off stands.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = _LIMITATION | _LATE | _EXEMPTIONS | _WAIVERS | _SUSPENSIONS | _WRITE_OFFS
"""By code."""
