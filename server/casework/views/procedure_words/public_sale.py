"""Words of 公売: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("公売", "Public sale")

ELEMENTS: Vocabulary = {
    "received": Words("公売することになった", "A thing is to be sold"),
    "examine": Words("差押の確定と保留を確かめる", "Look whether the seizure is final"),
    "enter": Words("見積価額と条件を起案する", "Draft estimate and terms"),
    "enter_gate": Words("進めるか", "Go on?"),
    "plan": Words("条件と日を判定する", "Judge terms and days"),
    "check": Words("見積価額と条件を照合する", "Compare estimate and terms"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decide": Words("公売を決裁する", "Decide on the sale"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "announce": Words("公告し通知する", "Announce and tell"),
    "waiting": Words("何が起きるか", "What happens?"),
    "happened": Words("期日・入金などがあった", "A day came or something happened"),
    "review_due": Words("見直しの時期になった", "Time for a review"),
    "follow": Words("公売の見込みを見直す", "Look at the sale"),
    "look": Words("公売と滞納額を読む", "Read sale and debts"),
    "look_gate": Words("どこまで来たか", "How far is it?"),
    "bids": Words("入札を記録する", "Record the bids"),
    "open_bids": Words("最高価申込者を決める", "Find the highest bid"),
    "after_bids": Words("開札の後", "After the bids"),
    "bids_gate": Words("買い手はいるか", "Is there a buyer?"),
    "confirm": Words("売却決定をする", "Decide the sale"),
    "sell": Words("売却決定を記す", "Record the sale"),
    "sell_gate": Words("売却したか", "Sold?"),
    "price": Words("買受代金を記録する", "Record the price"),
    "take_price": Words("代金を保管し権利を移す", "Keep the price, pass the title"),
    "price_gate": Words("代金は納まったか", "Is the price paid?"),
    "again": Words("再公売か終わりかを決める", "Once more, or the end"),
    "again_gate": Words("もう一度公売するか", "Once more?"),
    "wind_up": Words("公売を終える", "Give the sale up"),
    "wind_gate": Words("どう終わったか", "How did it end?"),
    "stop": Words("公売を中止する", "Stop the sale"),
    "stop_gate": Words("中止したのは完納か", "Paid in full?"),
    "withdrawn": Words("公売を取りやめた", "Withdrawn"),
    "refused": Words("却下した", "Refused"),
    "paid": Words("完納で中止した", "Paid in full"),
    "stopped": Words("公売を中止した", "Stopped"),
    "sold": Words("売却し配当した", "Sold and distributed"),
    "unsold": Words("入札がなく終えた", "No bids"),
    "cancelled": Words("売却決定を取り消した", "Sale taken back"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合した", "Compared"),
    "decide": Words("決裁する", "Decide"),
    "follow": Words("見直した", "Looked at"),
    "bids": Words("記録する", "Record"),
    "confirm": Words("決定する", "Decide"),
    "price": Words("記録する", "Record"),
    "again": Words("決める", "Decide"),
}
CHAIN: Vocabulary = {
    "received": Words("着手", "Begun"),
    "enter": Words("起案", "Draft"),
    "check": Words("照合", "Check"),
    "decide": Words("決裁", "Decision"),
    "announce": Words("公告", "Notice"),
    "bids": Words("入札", "Bids"),
    "confirm": Words("売却決定", "Sale"),
    "price": Words("代金", "Price"),
}
