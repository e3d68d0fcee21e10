"""Words of the service of letters (送達・返戻・公示送達): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("送達・返戻・公示送達", "Service of letters that came back")

ELEMENTS: Vocabulary = {
    "received": Words("通知書が返ってきた", "Letter came back"),
    "look_up": Words("返ってきた通知書を調べる", "Look up the letter"),
    "record": Words("経過をまとめる", "Put the record together"),
    "route": Words("次の方法を選ぶ", "Choose the way"),
    "enter": Words("所在を調べ、記録する", "Inquire into whereabouts"),
    "resend": Words("普通郵便で送り直す", "Send again by mail"),
    "await_again": Words("また返ってきたら記録する", "Record if it comes back again"),
    "unreturned": Words("14日返らない", "Not back for fourteen days"),
    "prepare": Words("交付送達の書類を作る", "Prepare a delivery by hand"),
    "visit": Words("訪問して渡し、記録する", "Deliver by hand and record"),
    "check_protected": Words("支援措置を確かめる", "Check the protection"),
    "decide": Words("公示送達を決裁する", "Decide on public notice"),
    "post": Words("公示送達の掲示をする", "Put it on the board"),
    "board": Words("掲示中に渡したら記録する", "Record if handed over meanwhile"),
    "board_over": Words("7日が過ぎた", "Seven days have passed"),
    "settle": Words("送達の結果を記録する", "Record how it was served"),
    "served": Words("送達した", "Served"),
    "deemed": Words("送達とみなした", "Deemed served"),
    "given_up": Words("送達をやめた", "Given up"),
}

ACTS: Vocabulary = {
    "enter": Words("調査を記録する", "Record the inquiry"),
    "await_again": Words("また返ってきた", "It came back again"),
    "visit": Words("送達を記録する", "Record the delivery"),
    "check_protected": Words("確かめた", "Checked"),
    "decide": Words("決裁する", "Decide"),
    "board": Words("渡した", "Handed over"),
}

CHAIN: Vocabulary = {
    "look_up": Words("返戻", "Return"),
    "enter": Words("所在調査", "Inquiry"),
    "resend": Words("再送", "Sent again"),
    "visit": Words("交付", "By hand"),
    "post": Words("公示", "Board"),
    "settle": Words("結果", "Result"),
}
