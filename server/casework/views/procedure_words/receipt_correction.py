"""Words of 不明入金・期別の訂正."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("不明入金・期別の訂正", "Correction of a payment")

ELEMENTS: Vocabulary = {
    "received": Words("訂正を求められた", "Correction asked for"),
    "look_up": Words("入金の行き先を調べる", "Look the payment up"),
    "propose": Words("正しい行き先を考える", "Propose where it belongs"),
    "propose_gate": Words("行き先", "Where to"),
    "nothing_to_do": Words("直すことはなかった", "Nothing to correct"),
    "ask_bank": Words("照会の答えを記録する", "Record the bank's answer"),
    "no_answer": Words("答えがない", "No answer"),
    "check_target": Words("行き先の期別を確かめる", "Check the instalment"),
    "verify": Words("二人目が確かめる", "Second person checks"),
    "verify_gate": Words("よいか", "Agreed?"),
    "move": Words("正しい期別へ移す", "Move it"),
    "moved": Words("正しい期別へ移した", "Moved"),
    "hand_over": Words("ほかの会計へ渡す", "Hand it over"),
    "handed_over": Words("ほかの会計へ渡した", "Handed over"),
}

ACTS: Vocabulary = {
    "propose": Words("照合へ回す", "Pass on to the check"),
    "ask_bank": Words("答えが届いた", "The answer has come"),
    "verify": Words("確かめた", "Checked"),
}

RESULTS: Vocabulary = {
    "move": Words("期別へ移す", "Move to an instalment"),
    "other_account": Words("ほかの会計へ渡す", "Hand to another account"),
    "ask_bank": Words("金融機関に聞く", "Ask the bank"),
    "nothing": Words("直すことはない", "Nothing to correct"),
}
