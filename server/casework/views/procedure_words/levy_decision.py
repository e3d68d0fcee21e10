"""Words of 賦課決定・更正: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("賦課決定・更正", "Levy decision")

ELEMENTS: Vocabulary = {
    "received": Words("賦課を見直すことになった", "A levy is looked at"),
    "compute": Words("賦課を計算する", "Compute the levy"),
    "compute_gate": Words("計算の結果は何か", "Result of the calculation"),
    "judge": Words("計算できないわけを調べる", "Find out why it cannot be computed"),
    "judge_gate": Words("もう一度計算するか", "Compute again?"),
    "record": Words("結果だけを記録する", "Keep the result"),
    "record_gate": Words("期限を過ぎたか", "Too late?"),
    "enter": Words("計算を確かめ理由を書く", "Look at the calculation, give the reason"),
    "enter_gate": Words("進めるか", "Go on?"),
    "authority": Words("専決区分を決める", "Who decides"),
    "check": Words("計算と理由を照合する", "Check calculation and reason"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decision": Words("決裁する", "Decision"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "register": Words("賦課を決定する", "Decide the levy"),
    "register_gate": Words("初めての賦課か", "The first levy?"),
    "outline": Words("要綱による支払を検討する", "Consider a payment by outline"),
    "no_change": Words("変更はなかった", "No change"),
    "withdrawn": Words("見直しを取りやめた", "Withdrawn"),
    "stopped": Words("計算できず取りやめた", "Given up: cannot be computed"),
    "refused": Words("却下した", "Refused"),
    "decided": Words("賦課を決定した", "Levied"),
    "changed": Words("賦課を変更した", "Levy changed"),
    "barred": Words("期限を過ぎ決定できなかった", "Barred by time"),
}

ACTS: Vocabulary = {
    "judge": Words("記録する", "Record"),
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("決定する", "Decide"),
    "outline": Words("検討を記録する", "Record the consideration"),
}
CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("計算・理由", "Calculation"),
    "check": Words("照合", "Check"),
    "register": Words("決定", "Decision"),
}
