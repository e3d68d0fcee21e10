"""Words of 交付要求・参加差押: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("交付要求・参加差押", "Participation in an execution")

ELEMENTS: Vocabulary = {
    "received": Words("ほかの執行を知った", "Another execution became known"),
    "prepare": Words("滞納と順位を読む", "Read debts and ranks"),
    "enter": Words("交付要求を起案する", "Draft the participation"),
    "enter_gate": Words("進めるか", "Go on?"),
    "weigh": Words("要件を判定する", "Judge the requirements"),
    "check": Words("債権と事件を照合する", "Compare claims and case"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decide": Words("交付要求を決裁する", "Decide on the participation"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "file": Words("終期までに交付要求をする", "File before the end of the period"),
    "waiting": Words("何が起きるか", "What happens?"),
    "happened": Words("出来事があった", "Something happened"),
    "review_due": Words("見直しの時期になった", "Time for a review"),
    "result": Words("配当・手続の終わりを記録する", "Record payment or end"),
    "settle": Words("結末を台帳に載せる", "Put the end on record"),
    "settle_gate": Words("終わったか", "Ended?"),
    "paid": Words("配当を受けた", "Paid"),
    "nothing": Words("配当がなかった", "Nothing was paid"),
    "taken_over": Words("差押になった", "It became our seizure"),
    "stopped": Words("交付要求をやめた", "Given up"),
    "refused": Words("却下した", "Refused"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合した", "Compared"),
    "decide": Words("決裁する", "Decide"),
    "result": Words("記録する", "Record"),
}
CHAIN: Vocabulary = {
    "received": Words("着手", "Begun"),
    "enter": Words("起案", "Draft"),
    "check": Words("照合", "Check"),
    "decide": Words("決裁", "Decision"),
    "file": Words("提出", "Filed"),
    "result": Words("結末", "End"),
}
