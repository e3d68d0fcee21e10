"""Refusals of the money side: levies, ledger, receipts and their files (賦課・収納)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_LEDGER: dict[str, RefusalText] = {
    "ledger_amount_invalid": RefusalText(
        "金額{yen}円は記帳できません。1円以上の金額を入れてください",
        "{yen} yen cannot be posted. Enter an amount of at least one yen.",
        422,
    ),
    "ledger_more_than_open": RefusalText(
        "期別{claim}の未納は{yen}円です。それ以下の金額にしてください",
        "Instalment {claim} has {yen} yen open. Enter no more than that.",
    ),
    "ledger_more_than_overpaid": RefusalText(
        "期別{claim}の過誤納は{yen}円です。それ以下の金額にしてください",
        "Instalment {claim} is overpaid by {yen} yen. Enter no more than that.",
    ),
    "ledger_other_household": RefusalText(
        "期別{claim}は別の世帯のものです。同じ世帯の期別を選んでください",
        "Instalment {claim} belongs to another household. Choose one of the same household.",
        409,
        "地方税法17条の2の例",
    ),
    "ledger_not_due": RefusalText(
        "期別{claim}の納期限({day})はまだ来ていません。納期限の後に充当してください",
        "Instalment {claim} is not due before {day}. Set off after that day.",
        409,
        "地方税法17条の2の例",
    ),
    "ledger_overpaid_used": RefusalText(
        "期別{claim}の過誤納はもう還付か充当に使われています。先にその取扱いを戻してください",
        "The overpayment of instalment {claim} was refunded or set off already. Undo that first.",
    ),
    "ledger_not_reversible": RefusalText(
        "記帳{line}は取り消せません。賦課は更正で、充当と還付は逆の手続で直してください",
        "Posting {line} cannot be reversed. Correct a levy by a new decision, a set-off or refund by its contrary.",
    ),
    "ledger_reversed_already": RefusalText(
        "記帳{line}はもう取り消されています。台帳を確かめてください",
        "Posting {line} was reversed already. Look at the ledger.",
    ),
    "ledger_line_unknown": RefusalText(
        "記帳{line}がありません。台帳を確かめてください", "There is no posting {line}. Look at the ledger.", 404
    ),
    "levy_account_exists": RefusalText(
        "通知書番号{account}はもう使われています。別の番号を採ってください",
        "Notice number {account} is in use. Take another number.",
    ),
    "levy_claim_unknown": RefusalText(
        "期別{claim}はこの賦課台帳にありません。期別を確かめてください",
        "Instalment {claim} is not of this levy account. Check the instalment.",
        422,
    ),
    "levy_amount_invalid": RefusalText(
        "期別{claim}の賦課額が正しくありません。区分ごとに0円以上の本料を入れてください",
        "The levy on instalment {claim} is not valid. Give each part of the premium zero yen or more.",
        422,
    ),
    "assessment_unknown": RefusalText(
        "調定票{number}がありません。番号を確かめてください", "There is no assessment {number}. Check the number.", 404
    ),
    "assessment_decided": RefusalText(
        "調定票{number}はもう決裁されています", "Assessment {number} was decided already."
    ),
    "assessment_own": RefusalText(
        "調定票{number}は作った人が決裁できません。別の人が決裁してください",
        "Whoever made assessment {number} cannot decide it. Another person decides.",
        403,
        "地方自治法231条",
    ),
}
_SLIPS: dict[str, RefusalText] = {
    "slip_without_lines": RefusalText(
        "納付書に載せる期別がありません。1円以上の期別を選んでください",
        "The slip has no line. Choose instalments of at least one yen.",
        422,
    ),
    "slip_use_by_past": RefusalText(
        "使用期限({day})が過ぎています。今日より後の日にしてください",
        "The use-by day {day} is past. Choose a day from today on.",
        422,
    ),
    "slip_issues_used_up": RefusalText(
        "通知書番号{account}の納付書は99回まで作れます。健康保険課に知らせてください",
        "At most 99 slips can be issued for {account}. Tell the head office.",
    ),
}
_FILES: dict[str, RefusalText] = {
    "receipt_file_invalid": RefusalText(
        "ファイルの{row}件目を受け入れられません: {fault_ja}。何も消し込んでいません。送り元に作り直しを頼んでください",
        "Record {row} of the file cannot be accepted: {fault_en}. Nothing was posted. Ask the sender for a new file.",
        422,
    ),
    "receipt_file_twice": RefusalText(
        "同じ内容のファイルをもう取り込んでいます({file})。何も消し込んでいません",
        "A file with this content was taken in before ({file}). Nothing was posted.",
    ),
    "receipt_file_out_of_sequence": RefusalText(
        "通番は{expected}のはずですが{found}です。何も消し込んでいません。間のファイルを先に取り込んでください",
        "The sequence should be {expected} but is {found}. Nothing was posted. Take in the files between first.",
    ),
    "receipt_file_period_missed": RefusalText(
        "対象期間は{expected}から始まるはずですが{found}からです。何も消し込んでいません。送り元に確かめてください",
        "The period should begin on {expected} but begins on {found}. Nothing was posted. Ask the sender.",
    ),
    "receipt_credit_missing": RefusalText(
        "入金額がありません。口座に入った金額を添えてください。何も消し込んでいません",
        "The credited amount is missing. Give what the account received. Nothing was posted.",
        422,
    ),
    "receipt_credit_differs": RefusalText(
        "口座に入った{credited}円とファイルの{total}円が合いません。何も消し込んでいません。銀行に確かめてください",
        "The account received {credited} yen, the file says {total}. Nothing was posted. Ask the bank.",
    ),
    "receipt_zero_ahead": RefusalText(
        "{day}はまだ来ていません。今日までの日にしてください", "{day} has not come yet. Choose a day up to today.", 422
    ),
    "receipt_sender_unknown": RefusalText(
        "送り元「{sender}」のファイルはまだ一度も来ていません。番号を確かめてください",
        'Sender "{sender}" has never sent a file. Check its number.',
        422,
    ),
    "receipt_file_unknown": RefusalText(
        "この収納ファイルは見つかりません",
        "This file of receipts was not found.",
        404,
    ),
    "receipt_interface_unknown": RefusalText(
        "ファイルの種類を選んでください",
        "Choose the kind of file.",
        422,
    ),
    "receipt_file_missing": RefusalText(
        "取り込むファイルを選んでください",
        "Choose the file to take in.",
        422,
    ),
    "receipt_file_large": RefusalText(
        "ファイルが大きすぎます。{megabytes}MBまでの分に分けてもらってください",
        "The file is too large. Have it sent in parts of up to {megabytes} MB.",
        422,
    ),
    "receipt_amount_unreadable": RefusalText(
        "金額は円の数字で入れてください",
        "Enter the amount in yen, in figures.",
        422,
    ),
    "payer_elsewhere": RefusalText(
        "納付義務者はもうこの世帯にいません。送り先を人が確かめるまで発行できません",
        "Whoever owes this left the household. It is not made until a person has looked where it may go.",
        409,
    ),
    "payment_none": RefusalText(
        "{year}年に納めた額がありません。お知らせは出しません",
        "Nothing was paid in {year}. No letter is made.",
        409,
    ),
    "payment_year_ahead": RefusalText(
        "{year}年はまだ始まっていません。年を確かめてください",
        "The year {year} has not begun. Check the year.",
        422,
    ),
    "payment_year_open": RefusalText(
        "{channel}の入金は{day}までしか届いていません。{year}年12月31日までの入金を取り込んでから作ってください",
        "Payments by {channel} are in up to {day} only. Take in those up to 31 December {year} first.",
        409,
    ),
    "receipt_unknown": RefusalText(
        "収納データがありません。番号を確かめてください", "There is no such receipt. Check the number.", 404
    ),
    "receipt_nothing_to_move": RefusalText(
        "この収納はもう動かせる金額がありません。台帳を確かめてください",
        "Nothing of this receipt can be moved any more. Look at the ledger.",
    ),
    "receipt_same_target": RefusalText(
        "移す先が今の期別と同じです。別の期別を選んでください",
        "The target is the instalment it stands on. Choose another one.",
        422,
    ),
    "receipt_same_person": RefusalText(
        "訂正を申し出た人は照合できません。別の人が照合してください",
        "Whoever proposed the correction cannot check it. Another person checks.",
        403,
    ),
}
TEXTS: dict[str, RefusalText] = _LEDGER | _SLIPS | _FILES
