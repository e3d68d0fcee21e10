"""Words of 滞納処分の執行停止 (Suspension of execution)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("滞納処分の執行停止", "Suspension of execution")

ELEMENTS: Vocabulary = {
    "received": Words("執行停止を検討する", "A suspension is considered"),
    "look": Words("滞納を調べる", "Look up the debts"),
    "look_gate": Words("滞納があるか", "Any debt?"),
    "nothing_owed": Words("滞納がなかった", "Nothing was owed"),
    "enter": Words("調査の結果を入れる", "Enter the findings"),
    "enter_gate": Words("停止できるか", "Can it be suspended?"),
    "not_suspended": Words("停止しなかった", "Not suspended"),
    "judge": Words("要件を確かめる", "Hold against what the law asks"),
    "authority": Words("専決区分を決める", "Who decides"),
    "check": Words("調査の結果を照合する", "Check the findings"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decide": Words("決裁する", "Decide"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "register": Words("執行を停止する", "Suspend execution"),
    "register_gate": Words("直ちに消滅するか", "Extinct at once?"),
    "extinguished_at_once": Words("直ちに消滅した", "Extinct at once"),
    "watch": Words("停止を見守る", "Watch over the suspension"),
    "over": Words("停止が終わった", "The suspension is over"),
    "watch_gate": Words("財産が見つかったか", "Assets found?"),
    "approve_cancel": Words("取消しを決裁する", "Decide the cancellation"),
    "cancel_gate": Words("取り消すか", "Cancel?"),
    "cancel": Words("停止を取り消す", "Cancel the suspension"),
    "cancelled": Words("停止を取り消した", "Suspension cancelled"),
    "close": Words("停止の終わりを記録する", "Record its end"),
    "close_gate": Words("どう終わったか", "How did it end?"),
    "paid": Words("完納された", "Paid in full"),
    "prescribed": Words("時効が完成した", "Extinct by limitation"),
    "extinguished": Words("3年の経過で消滅した", "Extinct after three years"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合を終える", "Finish the check"),
    "decide": Words("決裁する", "Decide"),
    "watch": Words("見直しを記録する", "Record the review"),
    "approve_cancel": Words("決裁する", "Decide"),
}

RESULTS: Vocabulary = {
    "SUSPEND": Words("執行を停止する", "Suspend"),
    "ASSETS": Words("財産があるので停止しない", "Assets are left"),
    "CONTINUE": Words("停止を続ける", "It goes on"),
    "CANCEL": Words("停止を取り消す", "Cancel the suspension"),
    "keep": Words("停止を続ける", "It goes on"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("案", "Draft"),
    "check": Words("照合", "Check"),
    "register": Words("決定", "Decision"),
    "watch": Words("見守り", "Watch"),
}
