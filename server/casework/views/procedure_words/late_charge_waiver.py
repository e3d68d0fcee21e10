"""Words of 延滞金の減免 (Waiver of a late charge)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("延滞金の減免", "Waiver of a late charge")

ELEMENTS: Vocabulary = {
    "received": Words("申請を受け付けた", "Application received"),
    "look": Words("延滞金を調べる", "Look up the late charges"),
    "look_gate": Words("対象の延滞金があるか", "Any late charge?"),
    "nothing_to_waive": Words("対象の延滞金がなかった", "Nothing to waive"),
    "enter": Words("減免の案を作る", "Draft the waiver"),
    "enter_gate": Words("進めるか", "Go on?"),
    "withdrawn": Words("申請が取り下げられた", "Withdrawn"),
    "judge": Words("減免の額を計算する", "Reckon the waiver"),
    "authority": Words("専決区分を決める", "Who decides"),
    "check": Words("案を照合する", "Check the draft"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decide": Words("決裁する", "Decide"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "register": Words("減免を決定する", "Carry out the waiver"),
    "register_gate": Words("決定の内容は何か", "What was decided"),
    "granted": Words("全部を減免した", "Granted in full"),
    "partly": Words("一部を減免した", "Granted in part"),
    "reject": Words("却下を通知する", "Tell the refusal"),
    "refused": Words("減免しないと決めた", "Refused"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合を終える", "Finish the check"),
    "decide": Words("決裁する", "Decide"),
}

RESULTS: Vocabulary = {
    "FULL": Words("全額を免除する", "Waive all"),
    "HALF": Words("2分の1を免除する", "Waive half"),
    "REFUSED": Words("免除しない", "Waive nothing"),
    "WITHDRAWN": Words("取り下げられた", "Withdrawn"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("案", "Draft"),
    "check": Words("照合", "Check"),
    "register": Words("決定", "Decision"),
}
