"""Words of 差押: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("差押", "Seizure")

ELEMENTS: Vocabulary = {
    "received": Words("差押をすることになった", "A seizure is to be made"),
    "prepare": Words("滞納・財産・本人の記録を読む", "Read debts, assets, records"),
    "enter": Words("差押を起案する", "Draft the seizure"),
    "enter_gate": Words("進めるか", "Go on?"),
    "weigh": Words("要件と名義を判定する", "Judge requirements and holder"),
    "check": Words("回答書から書き取り照合する", "Copy from the answer and compare"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "compare": Words("二人の書き取りを比べる", "Compare both copies"),
    "decide": Words("決裁する", "Decide"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "sign": Words("署名する直前に確かめ署名する", "Look once more and sign"),
    "sign_gate": Words("署名したか", "Signed?"),
    "execute": Words("要件を再び判定し差し押さえる", "Judge again and seize"),
    "serve": Words("送達の日時を記録する", "Record the time of service"),
    "record": Words("送達を記録し調書謄本を作る", "Record the service, make the debtor's copy"),
    "record_gate": Words("送達の結果は何か", "Result of the service"),
    "stopped": Words("差押をやめた", "Given up"),
    "refused": Words("却下した", "Refused"),
    "seized": Words("差し押さえた", "Seized"),
    "empty": Words("残高がなかった", "Nothing there"),
    "released": Words("別人のため解除した", "Released: another person's"),
    "unserved": Words("送達できなかった", "Could not be served"),
}

ACTS: Vocabulary = {
    "enter": Words("判定へ進む", "Go on to the judgement"),
    "check": Words("照合した", "Compared"),
    "decide": Words("決裁する", "Decide"),
    "sign": Words("署名する", "Sign"),
    "serve": Words("記録する", "Record"),
}
CHAIN: Vocabulary = {
    "received": Words("着手", "Begun"),
    "enter": Words("起案", "Draft"),
    "check": Words("照合", "Check"),
    "decide": Words("決裁", "Decision"),
    "sign": Words("署名", "Signature"),
    "serve": Words("送達", "Service"),
}
