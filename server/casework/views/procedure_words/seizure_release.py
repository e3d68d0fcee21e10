"""Words of 差押解除: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("差押解除", "Release of a seizure")

ELEMENTS: Vocabulary = {
    "received": Words("解除することになった", "A release is to be made"),
    "examine": Words("差押と滞納額を確かめる", "Look at the seizure and its debts"),
    "duty": Words("義務か裁量か", "Duty or discretion"),
    "enter": Words("解除を起案する", "Draft the release"),
    "enter_gate": Words("進めるか", "Go on?"),
    "check": Words("差押と理由を照合する", "Compare seizure and ground"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decide": Words("解除を決裁する", "Decide on the release"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "release": Words("差押を解除する", "Release the seizure"),
    "released": Words("解除した", "Released"),
    "kept": Words("解除しなかった", "Not released"),
    "refused": Words("却下した", "Refused"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合した", "Compared"),
    "decide": Words("決裁する", "Decide"),
}
CHAIN: Vocabulary = {
    "received": Words("着手", "Begun"),
    "enter": Words("起案", "Draft"),
    "check": Words("照合", "Check"),
    "decide": Words("決裁", "Decision"),
    "release": Words("解除", "Release"),
}
