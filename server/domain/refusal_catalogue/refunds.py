"""Refusals of refunds and set-offs (還付・充当)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "refund_more_than_paid": RefusalText(
        "納めた額より多い過誤納金です。納付の日と額を確かめてください",
        "More is said to be overpaid than was paid. Check the days and amounts of payment.",
        422,
    ),
    "refund_paid_after_end": RefusalText(
        "納付の日が、支出を決める日(充当適状の日)より後です。日付を確かめてください",
        "A payment is later than the day on which the refund is decided. Check the dates.",
        422,
    ),
    "overpayment_taken": RefusalText(
        "この過誤納金は、ほかの案件が扱っています。その案件を開いてください",
        "Another case works on this overpayment. Open that case.",
        409,
    ),
    "overpayment_moved": RefusalText(
        "過誤納金か充当先の額が、表示した後に変わりました。差し戻して、調べ直してください",
        "An overpayment or a debt has changed since it was shown. Send it back and look again.",
        409,
    ),
    "overpayment_line_unknown": RefusalText(
        "番号 {number} の過誤納金はありません。右の欄の番号を書いてください",
        "There is no overpayment number {number}. Use the numbers beside the form.",
        422,
    ),
    "overpayment_same_cause": RefusalText(
        "番号 {number} は、台帳の示す原因と同じです。違うものだけを書いてください",
        "Number {number} has the cause that the ledger shows. List only those that differ.",
        422,
    ),
    "overpayment_agreed_unknown": RefusalText(
        "「{claim}」という未納の期別はありません。「2026-09」のように書いてください",
        "There is no open instalment {claim}. Write it like 2026-09.",
        422,
    ),
    "refund_moved": RefusalText(
        "この還付は、ほかの人が先に進めました。画面を開き直してください",
        "Someone else has moved this refund. Open the page again.",
        409,
    ),
    "refund_twice": RefusalText(
        "この過誤納金は、もう還付の決定か振込があります。二重には払えません",
        "This overpayment has already been refunded or is being transferred. Nothing is paid twice.",
        409,
    ),
    "refund_lapsed": RefusalText(
        "還付請求権は {day} に消滅しました。期限内に請求があったのでなければ、払えません",
        "The claim lapsed on {day}. It cannot be paid unless it was made in time.",
        422,
    ),
    "refund_payees_differ": RefusalText(
        "受取人ごとの額の合計が、払う額 {yen}円 と合いません",
        "The payees' amounts do not add up to the {yen} yen to be paid.",
        422,
    ),
    "refund_nothing": RefusalText(
        "還付できる過誤納金がありません。もう還付したか、充当の計画がまだです",
        "There is no overpayment to refund: it was refunded already, or its set-off is not planned yet.",
        409,
    ),
    "refund_no_heirs": RefusalText(
        "分ける相手がいません。納付義務者の死亡による承継が決まり、相続人が2人以上いるときに分けられます",
        "There is nobody to part it among: a succession with two heirs or more must have been decided.",
        409,
    ),
    "refund_is_heirs": RefusalText(
        "相続人の分の還付は、充当へ戻すことも、さらに分けることもできません",
        "An heir's own part of a refund goes back to no set-off and is not parted again.",
        409,
    ),
    "refund_lapse_unknown": RefusalText(
        "受付番号 {number} の還付は、この一覧にありません",
        "The refund {number} is not on this list.",
        422,
    ),
    "refund_lapse_empty": RefusalText(
        "すべての還付を外しています。整理するものがないときは「取りやめる」を選んでください",
        "Every refund is left out. Choose to give it up where nothing is to be booked.",
        422,
    ),
    "refund_lapse_moved": RefusalText(
        "一覧を作った後に、還付か台帳が変わりました。差し戻すと、一覧を作り直せます",
        "A refund or the ledger has moved since the list was drawn. Return it, and the list is drawn anew.",
        409,
    ),
    "refund_amount_changed": RefusalText(
        "請求書の額が、お知らせした額 {yen}円 と違います。書き換えられた請求書は受けられません",
        "The amount on the form is not the {yen} yen that was told. A form that was changed is not accepted.",
        422,
    ),
    "refund_holder_differs": RefusalText(
        "口座の名義が請求できる人と違います。委任状を確かめてください",
        "The account is in another name than that of who may claim. A power of attorney is needed.",
        422,
    ),
    "refund_way_wrong": RefusalText(
        "この還付は、その受取り方では払えません",
        "This refund cannot be paid in that way.",
        422,
    ),
    "refund_refused_in_time": RefusalText(
        "期限({day})の内の請求や、決定した還付を、断ることはできません",
        "A claim made by {day}, or a refund that was decided, cannot be refused.",
        422,
    ),
    "refund_account_again": RefusalText(
        "請求書を見て、口座番号をもう一度打ってください",
        "Type the account number from the claim form once more.",
        422,
    ),
    "refund_institution_invalid": RefusalText(
        "金融機関コードは数字4桁です",
        "An institution code has four digits.",
        422,
    ),
    "refund_kind_invalid": RefusalText(
        "預金種目は、普通・当座・貯蓄のどれかです",
        "An account is ordinary, current or savings.",
        422,
    ),
    "refund_not_sent": RefusalText(
        "振込のファイルがまだ作られていません。結果は、ファイルを出した後に記録できます",
        "No transfer file holds this payment yet. Record the result once the file was made.",
        409,
    ),
    "refund_file_empty": RefusalText(
        "振込を待つ還付がありません",
        "No refund waits for a transfer.",
        409,
    ),
    "refund_file_unknown": RefusalText(
        "その振込ファイルはありません",
        "There is no such transfer file.",
        404,
    ),
    "refund_file_day": RefusalText(
        "振込の指定日は、明日から30日の内の開庁日です",
        "The day of transfer is an open day within the next 30 days, not today.",
        422,
    ),
    "refund_result_differs": RefusalText(
        "振込結果のファイルが、出したファイルと合いません({row}行目 {reason})",
        "The file of results does not fit the file that was sent (record {row}, {reason}).",
        422,
    ),
    "refund_result_in": RefusalText(
        "この振込ファイルの結果は {day} に取り込んであります",
        "The results of this file were taken in on {day}.",
        409,
    ),
}
