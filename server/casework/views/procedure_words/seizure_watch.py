"""Words of 差押の管理: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("差押の管理", "Watch over a seizure")

ELEMENTS: Vocabulary = {
    "received": Words("差し押さえた", "A seizure was served"),
    "look": Words("差押と滞納額を読む", "Read the seizure and its debts"),
    "look_gate": Words("差押は続いているか", "Does it go on?"),
    "waiting": Words("何が起きるか", "What happens?"),
    "happened": Words("入金・解除などがあった", "Money, release or the like"),
    "month_over": Words("見直しの時期になった", "Time for a review"),
    "follow": Words("取立て・換価の見込みを見直す", "Review what can be collected"),
    "ended": Words("差押が終わった", "The seizure ended"),
}

ACTS: Vocabulary = {
    "follow": Words("見直した", "Reviewed"),
}
CHAIN: Vocabulary = {
    "received": Words("差押", "Seizure"),
    "follow": Words("見直し", "Review"),
    "ended": Words("終わり", "End"),
}
