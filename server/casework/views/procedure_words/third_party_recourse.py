"""Words of 第三者行為求償 (Recourse against third parties)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("第三者行為求償", "Recourse against third parties")

ELEMENTS: Vocabulary = {
    "received": Words("けがを知った", "Injury known"),
    "look": Words("けがを台帳に記す", "Put the injury on record"),
    "look_gate": Words("どう進めるか", "How to go on?"),
    "merged": Words("同じ事故の案件へ統合した", "Joined the case of the same accident"),
    "ask": Words("原因・書類を尋ねる", "Ask for cause or papers"),
    "papers": Words("回答・書類を記録する", "Record answer and papers"),
    "papers_overdue": Words("期限が過ぎた", "Overdue"),
    "papers_gate": Words("何が分かったか", "What is known?"),
    "enter": Words("事故・相手・過失を入力する", "Enter accident, third party and fault"),
    "judge": Words("対象と額と時効を計算する", "Reckon amount and limitation"),
    "route": Words("請求の相手を選ぶ", "Choose who is asked"),
    "authority": Words("専決区分を決める", "Who decides"),
    "examination": Words("二人目が照合し、決める", "Check and decide"),
    "decide_gate": Words("決まったか", "Decided?"),
    "issue": Words("請求・委任する", "Claim or entrust"),
    "issue_gate": Words("請求があるか", "Is anything claimed?"),
    "follow": Words("収納と経過を記録する", "Record payments and what happens"),
    "follow_gate": Words("断念するか", "Give up?"),
    "give_up": Words("請求の断念を決める", "Decide to give the claim up"),
    "record": Words("経過を台帳に記す", "Put on record"),
    "record_gate": Words("次は何か", "What next?"),
    "close": Words("求償を終える", "Close the recourse"),
    "close_gate": Words("どう終わったか", "How did it end?"),
    "collected": Words("回収した", "Collected"),
    "entrusted_closed": Words("委任先で終わった", "Closed by the federation"),
    "abandoned": Words("請求を断念した", "Given up"),
    "no_claim": Words("請求しないで終わった", "Ended without a claim"),
    "referred": Words("他法・返還へ回した", "Referred"),
}

ACTS: Vocabulary = {
    "papers": Words("記録する", "Record"),
    "enter": Words("照合へ回す", "Pass on to the check"),
    "follow": Words("記録する", "Record"),
    "give_up": Words("断念する", "Give up"),
}

RESULTS: Vocabulary = {
    "COMPLETE": Words("書類がそろった", "Papers complete"),
    "MISSING": Words("書類が足りない", "Papers missing"),
    "CONTINUE": Words("回答なしで進める", "Go on without an answer"),
    "WORK": Words("仕事・通勤中", "At work"),
    "NOT_THIRD_PARTY": Words("第三者行為ではない", "Nobody else caused it"),
    "PAID": Words("入金", "Paid"),
    "REMIND": Words("催促", "Reminder"),
    "ACT": Words("時効に関わること", "Touches limitation"),
    "PLAN": Words("履行延期", "Instalments"),
    "AGAIN": Words("決め直す", "Decide anew"),
    "WAIT": Words("変わりなし", "Nothing new"),
    "GIVE_UP": Words("断念", "Give up"),
    "CLOSE": Words("終える", "Close"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "papers": Words("回答・書類", "Papers"),
    "issue": Words("請求", "Claim"),
    "follow": Words("収納", "Collection"),
    "close": Words("終わり", "End"),
}
