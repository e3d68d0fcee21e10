"""Words of 過誤納の充当 (Overpayment)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("過誤納の充当", "Overpayment")

ELEMENTS: Vocabulary = {
    "received": Words("過誤納が生じた", "Overpayment arose"),
    "gather": Words("過誤納金と原因を調べる", "Gather overpayments and causes"),
    "gather_gate": Words("残っているか", "Anything left?"),
    "nothing_overpaid": Words("過誤納金がなかった", "Nothing was overpaid"),
    "enter": Words("原因を確かめる", "Confirm the causes"),
    "enter_gate": Words("進めるか", "Go on?"),
    "plan": Words("充当の計画を立てる", "Plan the set-offs"),
    "authority": Words("専決区分を決める", "Who decides"),
    "check": Words("原因と計画を照合する", "Check causes and plan"),
    "check_gate": Words("照合の結果は何か", "Result of the check?"),
    "decide": Words("決裁する", "Decide"),
    "decide_gate": Words("決裁の内容は何か", "Decision?"),
    "carry_out": Words("充当して還付へ回す", "Set off and pass on"),
    "carry_gate": Words("残りがあるか", "Anything left?"),
    "passed_on": Words("還付へ回した", "Passed on to the refund"),
    "set_off_whole": Words("全部を充当した", "All of it set off"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合を終える", "End the check"),
    "decide": Words("決裁する", "Decide"),
}

RESULTS: Vocabulary = {
    "RELOOK": Words("調べ直す", "Look again"),
    "set_off": Words("充当を決定", "Set-off decided"),
    "refund": Words("還付へ回すと決定", "Passed on to the refund"),
}

CHAIN: Vocabulary = {
    "received": Words("検知", "Found"),
    "enter": Words("原因", "Causes"),
    "check": Words("照合", "Check"),
    "decide": Words("決裁", "Decision"),
    "carry_out": Words("充当", "Set-off"),
}
