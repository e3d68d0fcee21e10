"""Words of 財産調査: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("財産調査", "Inquiry about assets")

ELEMENTS: Vocabulary = {
    "received": Words("財産を調べることになった", "Assets are to be looked for"),
    "prepare": Words("滞納と知れている財産を読む", "Read debts and known assets"),
    "enter": Words("照会先を計画する", "Plan whom to ask"),
    "enter_gate": Words("進めるか", "Go on?"),
    "decide": Words("照会を決裁する", "Decide on the inquiry"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "send": Words("照会書を出す", "Send the inquiries"),
    "answer": Words("届いた回答を入力する", "Enter answers that came"),
    "late": Words("回答の期限が過ぎた", "An answer is late"),
    "remind": Words("催促する・回答なしとする", "Remind, or record that none came"),
    "remind_gate": Words("待つ回答があるか", "Any answer awaited?"),
    "read": Words("回答を滞納者と比べる", "Compare answers with the debtor"),
    "check": Words("回答書と照合する", "Compare with the papers"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "record": Words("回答と財産を台帳に載せる", "Put answers and assets on record"),
    "record_gate": Words("待つ回答があるか", "Any answer awaited?"),
    "next_step": Words("次の手続を選ぶ", "Choose what follows"),
    "conclude": Words("滞納整理へ知らせる", "Tell the collection case"),
    "conclude_gate": Words("財産があったか", "Any asset?"),
    "asset_found": Words("財産があった", "Assets found"),
    "exempt_only": Words("差押禁止財産だけだった", "Only what may not be seized"),
    "none": Words("財産がなかった", "No assets"),
    "stopped": Words("調査をやめた", "Given up"),
    "refused": Words("却下した", "Refused"),
}

ACTS: Vocabulary = {
    "enter": Words("決裁へ回す", "Pass on to the decision"),
    "decide": Words("決裁する", "Decide"),
    "answer": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合した", "Compared"),
}
CHAIN: Vocabulary = {
    "received": Words("着手", "Begun"),
    "enter": Words("計画", "Plan"),
    "decide": Words("決裁", "Decision"),
    "answer": Words("回答", "Answers"),
    "conclude": Words("結果", "Result"),
}
