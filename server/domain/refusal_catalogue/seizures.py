"""Refusals of inquiries, seizures, distribution and participation (財産調査・差押・配当・交付要求)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_231 = "地方自治法231条の3第3項"

TEXTS: dict[str, RefusalText] = {
    "seizure_pay_invalid": RefusalText(
        "給与等の額・日数・扶養の人数に合わない値があります。給与の回答書と見比べてください",
        "An amount of pay, a number of days or of dependants does not fit. Compare it with the employer's answer.",
        422,
        "国税徴収法76条",
    ),
    "seizure_pay_missing": RefusalText(
        "給与・年金の差押には、支給額と控除の額が要ります。回答書から入れてください",
        "A seizure of pay or pension needs the amounts paid and withheld. Enter them from the answer.",
        422,
        "国税徴収法76条・77条",
    ),
    "seizure_pay_nothing": RefusalText(
        "差押禁止額を引くと差し押さえられる額が残りません。この給与等は差し押さえられません",
        "Nothing is left above what may not be seized. This pay cannot be seized.",
        422,
        "国税徴収法76条",
    ),
    "seizure_no_debt": RefusalText(
        "差し押さえる期別がありません。未納の期別を選んでください",
        "No instalment is to be seized for. Choose instalments that are open.",
        422,
    ),
    "seizure_claim_unknown": RefusalText(
        "期別「{claim}」はこの世帯の未納にありません。期別の一覧と見比べてください",
        "Instalment {claim} is not among the open ones of this household. Compare it with the list.",
        422,
    ),
    "seizure_not_enforceable": RefusalText(
        "{claim} は自力執行できない債権です。差押はできません(支払督促・訴えによります)",
        "{claim} is no claim that the city enforces itself. It takes a court, not a seizure.",
        422,
        _231,
    ),
    "seizure_debt_paid": RefusalText(
        "{claim} は納付済みです。期別から外して起案し直してください",
        "{claim} is paid. Leave it out and draft again.",
        422,
        "国税徴収法47条",
    ),
    "seizure_payment_in_transit": RefusalText(
        "{claim} は速報で全額の入金が届いています。確報を待ってください",
        "A payment of all of {claim} is on its way. Wait for it to be confirmed.",
        422,
    ),
    "seizure_prescribed": RefusalText(
        "{claim} は時効が完成しています。差押はできません",
        "{claim} is extinct by limitation. It cannot be seized for.",
        422,
        "国民健康保険法110条1項",
    ),
    "seizure_not_dunned": RefusalText(
        "{claim} は督促状の送達がありません。督促をしてから差し押さえてください",
        "{claim} was not dunned. A seizure needs a dunning letter that was served.",
        422,
        _231,
    ),
    "seizure_too_early": RefusalText(
        "{claim} は {day} から差し押さえられます(督促の指定期限と10日の経過の遅い方)",
        "{claim} can be seized for from {day} (after the designated date and the ten days).",
        422,
        "地方自治法231条の3第3項・国税徴収法47条1項",
    ),
    "seizure_debt_too_small": RefusalText(
        "滞納額が {yen} 円に満たないので差し押さえません。まとめて扱ってください",
        "The arrears are below {yen} yen, which is not seized for.",
        422,
    ),
    "seizure_held": RefusalText(
        "徴収猶予・執行停止・生活保護({hold})の間は差押ができません",
        "There is no seizure during a deferral, a suspension or public assistance ({hold}).",
        422,
        "国民健康保険法77条・地方税法15条の7",
    ),
    "seizure_bankruptcy": RefusalText(
        "破産手続中です。差押ではなく交付要求をしてください",
        "Bankruptcy proceedings are pending. File a participation instead of a seizure.",
        422,
        "破産法43条",
    ),
    "seizure_held_override": RefusalText(
        "処理保留({hold})があります。分納などを越えて差し押さえるわけを書き、決裁を受けてください(入金確認待ちと死亡は越えられません)",
        "There is a hold ({hold}). Write why it is passed over; a payment on its way or a death stays.",
        422,
    ),
    "seizure_asset_unknown": RefusalText(
        "財産番号「{number}」は、この世帯の財産台帳にありません",
        "Asset {number} is not in the register of this household.",
        422,
    ),
    "seizure_asset_ended": RefusalText(
        "この財産は台帳で終わっています。生きている財産を選んでください",
        "This asset has ended in the register. Choose one that stands.",
        422,
    ),
    "seizure_exempt": RefusalText(
        "差押禁止の財産です。差し押さえられません", "This asset may not be seized.", 422, "国税徴収法75条・76条・78条"
    ),
    "seizure_asset_too_old": RefusalText(
        "財産の記録({day} 現在)が古くなっています。もう一度照会してください",
        "What is known of the asset ({day}) is too old. Ask the third party again.",
        422,
    ),
    "seizure_useless": RefusalText(
        "優先する債権({yen} 円)を引くと残りがありません。無益な差押はできません",
        "Nothing is left after prior claims of {yen} yen. A seizure without use is not made.",
        422,
        "国税徴収法48条2項",
    ),
    "seizure_excess": RefusalText(
        "滞納額({yen} 円)を大きく超える財産です。必要な分だけを差し押さえてください",
        "The asset is worth far more than the arrears of {yen} yen. Seize only what is needed.",
        422,
        "国税徴収法48条1項",
    ),
    "seizure_duty_card": RefusalText(
        "徴収職員証の番号と有効期限が要ります。期限の切れた証では署名できません",
        "The number and last day of a valid duty card are needed to sign.",
        422,
        "国税徴収法147条",
    ),
    "seizure_holder_name": RefusalText(
        "名義人の氏名「{name}」が滞納者の記録と違います。別人の財産は差し押さえられません",
        "The holder's name {name} differs from the debtor's. Nothing of another person is seized.",
        422,
    ),
    "seizure_holder_kana": RefusalText(
        "名義人のフリガナ「{name}」が滞納者の記録と違います。回答書を確かめてください",
        "The reading {name} differs from the debtor's. Look at the answer again.",
        422,
    ),
    "seizure_holder_birth": RefusalText(
        "名義人の生年月日({day})が滞納者と違います。同姓同名の別人のおそれがあります",
        "The holder's birth date {day} differs from the debtor's. It may be a namesake.",
        422,
    ),
    "seizure_holder_address": RefusalText(
        "名義人の住所「{address}」に、滞納者が住んでいた記録がありません。金融機関などか本人に確かめてください。わけを書いても進めません",
        "The debtor never lived at {address} by his own records. Ask again; no written reason replaces it.",
        422,
    ),
    "seizure_holder_another": RefusalText(
        "その住所には住民票コードの違う別人がいます。別人の財産である証拠なので、差し押さえられません",
        "Another person is registered at that address: proof that the asset is not the debtor's.",
        422,
    ),
    "seizure_holder_check": RefusalText(
        "照合する人が書き取った{what}が、起案の内容と違います。回答書を二人で見直してください",
        "What the second person copied ({what}) differs from the draft. Look at the answer together.",
        422,
    ),
    "seizure_same_person": RefusalText(
        "起案・照合・決裁は、別々の3人で行います",
        "Draft, check and decision are made by three different people.",
        403,
    ),
    "seizure_moved": RefusalText(
        "「{number}」は、ほかの人が先に進めました。画面を開き直してください",
        "{number} was moved on by somebody else. Open the page anew.",
    ),
    "seizure_unknown": RefusalText(
        "差押番号「{number}」は、この世帯にありません", "This household has no seizure {number}.", 422
    ),
    "seizure_not_in_force": RefusalText(
        "差押 {number} は効力がありません(未送達または解除済み)", "Seizure {number} is not in force.", 422
    ),
    "seizure_served_in_future": RefusalText(
        "送達の日時が先の日時です。到達した日時を入れてください",
        "The time of service lies ahead. Enter when it arrived.",
        422,
    ),
    "seizure_served_before_signing": RefusalText(
        "送達の日時が署名より前です。配達の記録を確かめてください",
        "The time of service lies before the signature. Look at the delivery record.",
        422,
    ),
    "seizure_record_before_service": RefusalText(
        "差押調書謄本は、第三債務者への送達の日時を記録してから出します(同時には出せません)",
        "The debtor's copy leaves only after the service on the third debtor is recorded; never together.",
        409,
        "国税徴収法54条・62条3項",
    ),
    "seizure_already_released": RefusalText("差押 {number} は解除済みです", "Seizure {number} was released.", 409),
    "seizure_release_too_early": RefusalText(
        "滞納が残っています({yen} 円)。全額納付による解除はできません",
        "{yen} yen are still open. It is no release for full payment.",
        422,
        "国税徴収法79条1項",
    ),
    "deposit_amount_invalid": RefusalText(
        "受け入れた額は1円以上の整数で入れてください", "Enter the amount received, at least one yen.", 422
    ),
    "deposit_paid_before_service": RefusalText(
        "支払の日が差押の送達より前です。入金の記録を確かめてください",
        "The day of payment lies before the seizure was served. Look at the record of the money.",
        422,
    ),
    "deposit_paid_in_future": RefusalText(
        "支払の日が先の日です。第三債務者が支払った日を入れてください",
        "The day of payment lies ahead. Enter the day on which the third debtor paid.",
        422,
    ),
    "deposit_creditor_invalid": RefusalText(
        "ほかの債権者の名称・順位・額に空のものがあります", "A creditor lacks a name, a rank or an amount.", 422
    ),
    "deposit_held": RefusalText(
        "受け入れた金は保管しています。取りやめずに、計算書を直してください",
        "The money lies in custody. Correct the sheet instead of withdrawing.",
        409,
    ),
    "distribution_before_day": RefusalText(
        "換価代金等の交付期日は {day} です。それより前には充てられません",
        "The day of payment is {day}. Nothing is applied before it.",
        409,
        "国税徴収法132条2項",
    ),
    "distribution_sheet_moved": RefusalText(
        "計算書を作ってから滞納額が変わりました。作り直してください",
        "The arrears have changed since the sheet was made. Make it again.",
        409,
    ),
    "participation_period_over": RefusalText(
        "配当要求の終期({day})を過ぎています。交付要求は出せません",
        "The end of the claim period, {day}, is over. Nothing can be filed any more.",
        422,
        "国税徴収法82条",
    ),
    "participation_body_missing": RefusalText(
        "執行機関、事件番号、終期が分からないと始められません。受付から「交付要求・参加差押」を選び、通知を見て入れてください",
        "Executing body, case and end of the period are needed. Begin a participation from the receipt page.",
        422,
    ),
    "participation_start_missing": RefusalText(
        "破産手続の開始の日が要ります", "The day on which the bankruptcy began is needed.", 422, "破産法148条"
    ),
    "asset_inquiry_target_missing": RefusalText(
        "照会先を一つ以上入れてください", "Enter at least one third party to ask.", 422
    ),
    "asset_inquiry_unknown": RefusalText(
        "照会番号「{number}」は、この調査にありません", "This inquiry has no number {number}.", 422
    ),
    "asset_inquiry_answered_before": RefusalText(
        "照会 {number} の回答は記録してあります", "The answer to {number} is on record already.", 409
    ),
    "asset_inquiry_answered_twice": RefusalText(
        "照会 {number} の回答が二つ入っています。一つにしてください",
        "Inquiry {number} has two answers here. Leave one.",
        422,
    ),
    "asset_inquiry_before_asked": RefusalText(
        "照会 {number} を出した日より前の日です。回答の届いた日を確かめてください",
        "Inquiry {number} was sent after that day. Look at the day on which the answer came.",
        422,
    ),
    "asset_inquiry_answer_incomplete": RefusalText(
        "財産ありの回答 {number} には、財産の内容と時点が要ります",
        "Answer {number} says that there is an asset: enter what it is and from which day.",
        422,
    ),
    "asset_inquiry_namesake": RefusalText(
        "回答 {number} の氏名・フリガナ・生年月日が滞納者と違います。同姓同名の別人として破棄の記録をしてください",
        "The person in answer {number} is not the debtor. Record it as a namesake and discard it.",
        422,
    ),
    "debtor_unknown": RefusalText(
        "納付義務者が分かりません。世帯主を確かめてください",
        "It is not known who owes. Look at the head of household.",
        422,
    ),
}
