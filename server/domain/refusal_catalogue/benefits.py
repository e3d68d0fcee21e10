"""Refusals of the benefit register, of recourse and of recovery (給付台帳・求償・返還)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_REGISTER: dict[str, RefusalText] = {
    "benefit_claim_twice": RefusalText(
        "ファイルの{row}行目: レセプト{claim}は取り込み済みです。1件も取り込んでいません",
        "Line {row} of the file: claim {claim} is in already. Nothing was taken in.",
        409,
    ),
    "benefit_claim_unknown": RefusalText(
        "ファイルの{row}行目: 取り下げるレセプト{claim}が台帳にないか、別の人のものです。1件も取り込んでいません",
        "Line {row} of the file: claim {claim} is not in the register or another's. Nothing was taken in.",
        409,
    ),
    "benefit_held": RefusalText("この給付はもう保留しています", "This benefit is held already.", 409),
    "benefit_not_held": RefusalText(
        "この給付の保留はもう終わっています", "The hold on this benefit is over already.", 409
    ),
    "benefit_hold_undated": RefusalText(
        "給付の保留には、今日より後の終わりの日が要ります", "A hold needs a last day that is not past.", 422
    ),
    "benefit_hold_prolonged": RefusalText(
        "保留の延長は{most}回までです。所属長が決めてください",
        "A hold is prolonged {most} times at most: the head decides.",
        409,
    ),
    "benefit_hold_month": RefusalText("診療月は2026-08の形で書いてください", "Write the month like 2026-08.", 422),
    "benefit_hold_no_limit": RefusalText(
        "支給する額が予定の額と変わりません。制限しないなら「支給する」を選んでください",
        "Nothing is taken off the benefit. Choose to pay it instead.",
        422,
    ),
    "benefit_hold_claim_unknown": RefusalText(
        "この世帯にその人がいません。宛名番号を確かめてください",
        "The household has no such person. Check the number.",
        422,
    ),
}
_RECOURSE: dict[str, RefusalText] = {
    "recourse_victim_unknown": RefusalText(
        "この世帯にけがをした人がいません。宛名番号を確かめてください",
        "The household has no such victim. Check the person's number.",
        422,
    ),
    "recourse_not_insured": RefusalText(
        "けがをした日に国保の被保険者ではありません。加入していた保険者へ案内してください",
        "The victim was not insured here on the day. Refer to the insurer of that day.",
        422,
        "国民健康保険法64条1項",
    ),
    "recourse_treated_before": RefusalText(
        "初めて受診した日がけがの日より前です。日付を確かめてください",
        "The first treatment lies before the accident. Check the dates.",
        422,
    ),
    "recourse_fault": RefusalText(
        "第三者の過失は0から100までの百分率です", "The third party's fault is 0 to 100 percent.", 422
    ),
    "recourse_private_more": RefusalText(
        "レセプト{claim}から除く額が給付の額を超えます", "More is taken out of claim {claim} than was paid.", 422
    ),
    "recourse_link_unknown": RefusalText(
        "レセプト{claim}はけがをした人の台帳にありません",
        "Claim {claim} is not among the victim's claims.",
        422,
    ),
    "recourse_work_first": RefusalText(
        "仕事・通勤中のけがです。労災へ案内し、先に他法の扱いを決めてください",
        "It happened at work or on the way: refer it there first.",
        422,
        "国民健康保険法56条1項",
    ),
    "recourse_debtor_missing": RefusalText(
        "請求の相手の氏名(名称)・郵便番号・住所がそろっていません",
        "Name, postcode and address of whom is to be asked are missing.",
        422,
    ),
    "recourse_nothing": RefusalText(
        "請求できる給付がまだありません。レセプトが届いてから決めてください",
        "There is no benefit to claim yet. Decide once claims have come.",
        409,
    ),
    "recourse_unknown": RefusalText(
        "この求償の案件はもう終わっています", "This case of recourse is over already.", 409
    ),
    "recourse_open_claim": RefusalText(
        "未収の債権が残っています。入金・債権放棄を記録してから終えてください",
        "Something is still open. Record the payment or what is given up before closing.",
        409,
    ),
    "remittance_case_unknown": RefusalText(
        "{number}は国保連合会へ委任した求償の案件ではありません。受付番号を確かめてください",
        "{number} is no recourse case entrusted to the federation. Check its number.",
        422,
    ),
    "recourse_nothing_entrusted": RefusalText(
        "委任していない案件は「委任先で終了」にできません", "Only what was entrusted ends there.", 422
    ),
}
_RECOVERY: dict[str, RefusalText] = {
    "recovery_elsewhere": RefusalText(
        "レセプト{claim}は別の返還の案件が扱っています", "Another case asks claim {claim} back.", 409
    ),
    "recovery_claim_unknown": RefusalText(
        "レセプト{claim}はこの人の台帳にありません", "Claim {claim} is not in the person's register.", 422
    ),
    "recovery_nothing": RefusalText(
        "返還を求めるレセプトがありません。番号を確かめてください", "No claim is asked back. Check the numbers.", 422
    ),
    "recovery_insured": RefusalText(
        "レセプト{claim}の日は国保の被保険者でした。喪失後の受診ではありません",
        "The person was insured on the days of claim {claim}.",
        422,
    ),
    "recovery_share": RefusalText(
        "レセプト{claim}の正しい負担割合が、使った割合より大きくありません",
        "The right share of claim {claim} is not above the one that was used.",
        422,
    ),
    "recovery_part_more": RefusalText(
        "レセプト{claim}の返還額が給付の額を超えます", "More is asked back of claim {claim} than was paid.", 422
    ),
    "recovery_consent_missing": RefusalText(
        "保険者間調整には本人の同意と新しい保険者が要ります",
        "Adjustment between insurers needs the person's consent and the new insurer.",
        422,
    ),
    "recovery_no_seizure": RefusalText(
        "不当利得の返還金は差し押さえられません。民事の手続(支払督促・訴訟)によってください",
        "Unjust enrichment cannot be seized for: it is collected by civil means.",
        409,
        "民法703条、地方自治法施行令171条の2",
    ),
    "recovery_nothing_open": RefusalText(
        "未収の徴収金がないので滞納処分へ回せません", "Nothing is open that could be enforced.", 409
    ),
    "recovery_not_dunned": RefusalText(
        "督促をしていないので滞納処分へ回せません。先に催促(督促状)を出してください",
        "It was not dunned yet: send the dunning letter first.",
        409,
        "地方自治法231条の3第1項・第3項",
    ),
    "recovery_late_charge_open": RefusalText(
        "{number}の延滞金をまだ定めていません。「変わりなし」で記録すると定まります",
        "The late charge on {number} is not fixed yet. Record that nothing changed, and it is fixed.",
        409,
        "地方自治法231条の3第2項",
    ),
    "recovery_before_designated": RefusalText(
        "督促状で指定した期限{day}を過ぎるまで、滞納処分へ回せません",
        "The dunning letter designated {day}: nothing is enforced before that day is over.",
        409,
        "地方自治法231条の3第1項・第3項",
    ),
    "recovery_not_due": RefusalText(
        "納期限が過ぎていません。催促は納期限の後にしてください", "It is not due yet.", 409
    ),
    "other_claim_unknown": RefusalText(
        "債権{claim}がありません。番号を確かめてください", "There is no claim {claim}. Check the number.", 422
    ),
    "other_claim_empty": RefusalText(
        "額のない債権や、納期限が調定の前の債権は立てられません",
        "A claim needs an amount, and a due date that is not before it was fixed.",
        422,
    ),
    "other_claim_overpaid": RefusalText(
        "未収は{open}円です。それより多くは記録できません", "Only {open} yen are open.", 422
    ),
    "other_excess_open": RefusalText(
        "返すべき過納金が{yen}円あります。返してから終えてください",
        "{yen} yen are to be paid back: do that first.",
        409,
    ),
    "other_nothing_to_repay": RefusalText("返すべき過納金はありません", "Nothing is to be paid back.", 409),
    "other_repaid_differs": RefusalText(
        "返す額は{yen}円です。一度に返してください", "{yen} yen are to be paid back, all at once.", 422
    ),
    "other_repaid_interest": RefusalText("還付加算金は{yen}円です", "The interest is {yen} yen.", 422),
    "other_posting_sign": RefusalText("額は1円以上です", "The amount is one yen or more.", 422),
    "other_receipt_twice": RefusalText(
        "領収の番号{reference}はもう記録されています", "Receipt {reference} is on record already.", 409
    ),
    "other_plan_wrong": RefusalText(
        "分割の計画の合計{sum}円が未収{open}円と合いません", "The plan adds up to {sum} yen, {open} are open.", 422
    ),
}
TEXTS: dict[str, RefusalText] = _REGISTER | _RECOURSE | _RECOVERY
