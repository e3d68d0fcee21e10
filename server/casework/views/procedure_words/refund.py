"""Words of 還付 (Refund)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("還付", "Refund")

ELEMENTS: Vocabulary = {
    "received": Words("還付する額が決まった", "Something is to be refunded"),
    "open": Words("還付の対象と受取人を調べる", "What is refunded to whom"),
    "way_gate": Words("請求書が要るか", "Is a claim needed?"),
    "notify": Words("還付を知らせる", "Tell of the refund"),
    "enter": Words("請求を確かめて入力する", "Enter the claim"),
    "claim_event": Words("時期が来た", "A day has come"),
    "remind": Words("勧奨するか時効かを調べる", "Remind, or lapsed"),
    "remind_gate": Words("時効になったか", "Lapsed?"),
    "lapsed": Words("時効で消滅した", "Lapsed"),
    "enter_gate": Words("進めるか", "Go on?"),
    "give_back": Words("充当か相続人へ回す", "Pass on to the set-off or the heirs"),
    "given_back": Words("充当か相続人へ回した", "Passed on to the set-off or the heirs"),
    "judge": Words("請求と口座を確かめる", "Judge claim and account"),
    "authority": Words("専決区分を決める", "Who decides"),
    "check": Words("請求と口座を照合する", "Check claim and account"),
    "verify": Words("口座番号を突き合わせる", "Compare the account numbers"),
    "check_gate": Words("一致したか", "Do they agree?"),
    "decide": Words("支出を決める", "Decide the payment"),
    "decide_gate": Words("決まったか", "Decided?"),
    "order": Words("加算金を確定し振込を命じる", "Fix the interest and order the transfer"),
    "order_gate": Words("払うか", "Paid?"),
    "refused": Words("還付しないと決めた", "Refused"),
    "follow": Words("振込の結果を確かめる", "Record the result of the transfer"),
    "result_event": Words("結果が来た", "The result came"),
    "settle": Words("振込の結果を調べる", "Settle the transfer"),
    "settle_gate": Words("振り込めたか", "Did it go through?"),
    "paid": Words("還付を終えた", "Refunded"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合を終える", "End the check"),
    "decide": Words("決裁する", "Decide"),
    "follow": Words("記録する", "Record"),
}

RESULTS: Vocabulary = {
    "CLAIM": Words("還付する", "Refund"),
    "BACK": Words("充当へ戻す", "Back to the set-off"),
    "PART": Words("相続人ごとに分ける", "Part among the heirs"),
    "REFUSE": Words("還付しない", "Refuse"),
    "PAID": Words("振り込まれた", "Paid"),
    "RETURNED": Words("振込不能", "Came back"),
    "ordered": Words("支出を決定", "Payment decided"),
}

CHAIN: Vocabulary = {
    "received": Words("発生", "Arose"),
    "enter": Words("請求", "Claim"),
    "check": Words("照合", "Check"),
    "decide": Words("支出決定", "Decision"),
    "settle": Words("振込", "Transfer"),
}
