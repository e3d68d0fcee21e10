"""Refusals of pledges, deferrals and the service of letters (分納・猶予・送達)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_PLEDGES: dict[str, RefusalText] = {
    "pledge_unknown": RefusalText(
        "この分割納付誓約の記録が見つかりません。世帯の記録を確かめてください",
        "There is no record of this pledge. Check the household's records.",
        404,
    ),
    "pledge_stands": RefusalText(
        "この世帯には履行中の誓約があります。その案件で計画を変えてください",
        "A pledge of this household stands. Change the plan in its case.",
        409,
    ),
    "pledge_nothing_owed": RefusalText(
        "納期限を過ぎて徴収できる保険料がありません。収納の状況を確かめ、記録だけ残して終えてください",
        "No premium past due can be collected. Look at the payments, leave a note and end.",
        409,
    ),
    "pledge_debt_moved": RefusalText(
        "示した計画の後に入金などで未納額が変わりました。入力へ戻って計画を作り直してください",
        "What is owed has changed since the plan was made. Go back and have it made anew.",
        409,
    ),
    "pledge_signer": RefusalText(
        "納付義務者・相続人・代理人でない人の署名は誓約になりません。「記録だけ残す」を選んでください",
        "Who is neither debtor, heir nor agent cannot pledge. Choose to leave a note.",
        422,
        "民法152条",
    ),
    "pledge_mandate": RefusalText(
        "委任状か相続人と分かる書類を見ていないときは誓約になりません。書類を見るか「記録だけ残す」を選んでください",
        "Without the mandate or proof of heirship it is no pledge. See the paper, or choose to leave a note.",
        422,
        "民法152条",
    ),
    "pledge_not_debtor": RefusalText(
        "署名の氏名が台帳の世帯主と違います。署名した人を選び直すか「記録だけ残す」を選んでください",
        "The name is not that of the head in the register. Choose who signed, or leave a note.",
        422,
    ),
    "pledge_signed_before": RefusalText(
        "署名の日が相談の受付日より前です。誓約書の日付を確かめてください",
        "The day of signing lies before the talk. Check the date on the paper.",
        422,
    ),
}

_PLANS: dict[str, RefusalText] = {
    "plan_empty": RefusalText(
        "計画の行がありません。納める日と額を一行以上入れてください", "The plan has no line. Enter at least one.", 422
    ),
    "plan_sum_differs": RefusalText(
        "計画の合計{total}円が保険料の額{debt}円と違います(差 {rest}円)。合わせてください",
        "The plan adds up to {total} yen, the premium is {debt} yen ({rest} yen apart). Make them equal.",
        422,
    ),
    "plan_line_small": RefusalText("一回の額は{least}円以上にしてください", "A line is at least {least} yen.", 422),
    "plan_day_past": RefusalText("納める日が過ぎています。今日以後の日にしてください", "The day is past.", 422),
    "plan_days_fall": RefusalText(
        "納める日は前の回より後にしてください", "Each day must lie behind the one before it.", 422
    ),
    "plan_day_closed": RefusalText(
        "納める日が閉庁日です。{next}などの開庁日にしてください",
        "The office is closed on that day. Choose an open one, {next} for instance.",
        422,
    ),
    "plan_first_late": RefusalText("初回は{day}までにしてください", "The first line must be by {day}.", 422),
    "plan_last_late": RefusalText("最後の回は{day}までにしてください", "The last line must be by {day}.", 422),
}

_DEFERRALS: dict[str, RefusalText] = {
    "deferral_unknown": RefusalText(
        "この猶予の記録が見つかりません。世帯の記録を確かめてください",
        "There is no record of this deferral. Check the household's records.",
        404,
    ),
    "deferral_stands": RefusalText(
        "この世帯にはその期間に掛かる同じ種類の猶予があります。延長の申請として受け付けてください",
        "A deferral of that kind stands in that period. Take it in as an extension.",
        409,
    ),
    "deferral_nothing_owed": RefusalText(
        "猶予する保険料がありません。期別と収納の状況を確かめてください",
        "There is no premium to defer. Check the instalments and payments.",
        422,
    ),
    "deferral_reason_kind": RefusalText(
        "事由と猶予の種類が合いません。換価の猶予は生活・事業の困難、徴収猶予はほかの事由です",
        "Reason and kind do not fit: hardship is for conversion, all others for collection.",
        422,
    ),
    "deferral_fact_later": RefusalText(
        "事実のあった日が受付日より後です。日付のある事実がなければ猶予できません",
        "The day of the fact lies behind the application. Without a dated fact nothing is deferred.",
        422,
        "地方税法15条(例による)",
    ),
    "deferral_days_reversed": RefusalText(
        "終わる日が始まる日より前です。日付を確かめてください", "The last day lies before the first.", 422
    ),
    "deferral_too_long": RefusalText(
        "猶予の期間は{day}までです。短くしてください",
        "The deferral can last until {day}. Make it shorter.",
        422,
        "地方税法15条1項(例による)",
    ),
    "deferral_total_long": RefusalText(
        "延長と合わせて{day}までです。短くしてください",
        "With the extension it can last until {day}. Make it shorter.",
        422,
        "地方税法15条4項(例による)",
    ),
    "deferral_extension_late": RefusalText(
        "延長の申請は猶予の終わる日({day})までです。新規として受け付けてください",
        "An extension is applied for by {day}. Take it in as a new application.",
        422,
        "地方税法15条4項(例による)",
    ),
    "deferral_extension_gap": RefusalText(
        "延長は前の期間の翌日({day})から始めてください", "An extension begins on {day}.", 422
    ),
    "deferral_above_balance": RefusalText(
        "猶予する額が未納の額{open}円を超えています。直してください", "The amount is above the {open} yen open.", 422
    ),
    "deferral_above_need": RefusalText(
        "いま納められる額を除いた{most}円までです。直してください",
        "What can be paid now is not deferred: {most} yen at most.",
        422,
        "地方税法15条1項(例による)",
    ),
    "conversion_late": RefusalText(
        "納期限{due}から6か月を過ぎた期別があります。職権の猶予か分納を考えてください",
        "Six months have passed since the due date {due}. Think of a deferral ex officio or a pledge.",
        422,
        "地方税法15条の6第1項(例による)",
    ),
    "conversion_other_arrears": RefusalText(
        "ほかに{yen}円の滞納があります。滞納の全部を申請に入れるか、先に納めてもらってください",
        "{yen} yen are in arrears besides. Apply for all, or have them paid first.",
        422,
        "地方税法15条の6第2項(例による)",
    ),
    "deferral_security_missing": RefusalText(
        "この額と期間では担保が要ります。徴した担保を入れるか、額か期間を改めてください",
        "Security is needed for this amount and period. Enter it, or change the terms.",
        422,
        "地方税法16条1項(例による)",
    ),
    "deferral_no_part": RefusalText(
        "一部の許可は、申請より短い期間か少ない額にしてください",
        "A part is a shorter period or a smaller amount than was asked for.",
        422,
    ),
}

_SERVICE: dict[str, RefusalText] = {
    "service_letter_unknown": RefusalText(
        "その番号か符号の通知書がありません。封筒の番号を確かめてください",
        "There is no letter of that number or code. Check the envelope.",
        404,
    ),
    "service_other_household": RefusalText(
        "その通知書はこの世帯のものではありません。番号と世帯番号を確かめてください",
        "That letter is not of this household. Check both numbers.",
        422,
    ),
    "service_not_out": RefusalText(
        "その通知書はまだ出ていません。番号を確かめてください",
        "That letter has not left the house. Check the number.",
        422,
    ),
    "service_running": RefusalText(
        "その通知書の返戻は別の案件で扱っています。その案件に記録してください",
        "Another case deals with that letter. Record it there.",
        409,
    ),
    "service_before_posting": RefusalText(
        "返ってきた日が発送の日({day})より前です。日付を確かめてください",
        "It cannot have come back before it was posted on {day}.",
        422,
    ),
    "service_inquiry_incomplete": RefusalText(
        "所在不明とするには{lacking}の記録が要ります。調べて入れてください",
        "For whereabouts unknown the record of {lacking} is needed.",
        422,
        "地方税法20条の2",
    ),
    "service_protected": RefusalText(
        "支援措置の人は、支援措置担当が確かめてからでないと掲示できません",
        "A protected person is not put on the board unless the officer for protection has looked.",
        403,
    ),
}

TEXTS: dict[str, RefusalText] = {**_PLEDGES, **_PLANS, **_DEFERRALS, **_SERVICE}
