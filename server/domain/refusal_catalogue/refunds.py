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
}
