"""Words of 納付義務の承継 (Succession)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("納付義務の承継", "Succession")

ELEMENTS: Vocabulary = {
    "received": Words("納付義務者の死亡を知った", "Death of a payer known"),
    "look": Words("債務と過誤納金を調べ、徴収を止める", "Look up debts and credits, stop collection"),
    "look_gate": Words("承継するものがあるか", "Anything left?"),
    "nothing": Words("承継するものがなかった", "Nothing to succeed to"),
    "enter": Words("戸籍を調べ、相続人を記録する", "Read the family register, enter the heirs"),
    "enter_gate": Words("届を求めるか", "Ask the heirs?"),
    "alive_gate": Words("亡くなっていたか", "Dead?"),
    "ask": Words("相続人代表者届を送る", "Ask for a representative"),
    "reply": Words("代表者届を記録する", "Record the form"),
    "lift": Words("徴収を元に戻す", "Collect as before"),
    "taken_back": Words("死亡ではなかった", "The payer lives"),
    "judge": Words("相続分と額を計算する", "Reckon shares and parts"),
    "authority": Words("専決区分を決める", "Who decides"),
    "examination": Words("二人目が照合し、決める", "Check and decide"),
    "decide_gate": Words("決まったか", "Decided?"),
    "carry_out": Words("承継を台帳に記し、相続人に通知する", "Put on record, tell the heirs"),
    "end_gate": Words("相続人がいるか", "Anybody inherits?"),
    "transferred": Words("相続人に承継された", "Taken over by the heirs"),
    "no_heir": Words("相続人がいなかった", "Nobody inherits"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "reply": Words("記録する", "Record"),
}

RESULTS: Vocabulary = {
    "HEIRS": Words("相続人が分かった", "Heirs known"),
    "ASK": Words("代表者届を求める", "Ask for a representative"),
    "NONE": Words("相続する人がいない", "Nobody inherits"),
    "MISTAKEN": Words("死亡ではなかった", "The payer lives"),
    "FILED": Words("届が出た", "Filed"),
    "NOT_FILED": Words("出ない", "Not filed"),
    "RETURNED": Words("郵便が返った", "Came back"),
}

CHAIN: Vocabulary = {
    "received": Words("死亡", "Death"),
    "enter": Words("相続人", "Heirs"),
    "judge": Words("相続分", "Shares"),
    "carry_out": Words("承継", "Taken over"),
}
