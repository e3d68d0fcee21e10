"""Words of 審査請求 (Appeal)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("審査請求", "Appeal")

ELEMENTS: Vocabulary = {
    "received": Words("審査請求を受け付けた", "Appeal received"),
    "look": Words("対象の処分を調べる", "Find the decision"),
    "record": Words("請求を確かめる", "Look at the appeal"),
    "record_gate": Words("進めるか", "Go on?"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "register": Words("期間を計算し台帳に記す", "Reckon the time limit and put on record"),
    "body_gate": Words("審査庁はどこか", "Who reviews?"),
    "consult": Words("議会への諮問を記録する", "Record the assembly's opinion"),
    "follow": Words("審査庁とのやりとりを記録する", "Record what came from the reviewing body"),
    "follow_gate": Words("何があったか", "What happened?"),
    "enter": Words("弁明書・裁決の案を作る", "Draft the statement or ruling"),
    "judge": Words("案を確かめる", "Judge the draft"),
    "authority": Words("専決区分を決める", "Who decides"),
    "examination": Words("二人目が照合し、決める", "Check and decide"),
    "decide_gate": Words("決まったか", "Decided?"),
    "issue": Words("弁明書・裁決書を出す", "Issue the statement or ruling"),
    "issue_gate": Words("弁明書か", "A statement?"),
    "close": Words("結果を台帳に記す", "Put the end on record"),
    "close_gate": Words("認められたか", "Granted?"),
    "carry_out": Words("裁決を実施する", "Carry the ruling out"),
    "carried_out": Words("裁決を実施した", "Ruling carried out"),
    "upheld": Words("処分が維持された", "Decision upheld"),
    "taken_back": Words("取り下げで終わった", "Ended by withdrawal"),
}

ACTS: Vocabulary = {
    "record": Words("記録する", "Record"),
    "consult": Words("記録する", "Record"),
    "follow": Words("記録する", "Record"),
    "enter": Words("照合へ回す", "Pass on to the check"),
    "carry_out": Words("実施した", "Done"),
}

RESULTS: Vocabulary = {
    "ACCEPT": Words("受け付ける", "Take it in"),
    "WITHDRAWN": Words("取り下げ", "Withdrawn"),
    "STATEMENT": Words("弁明書を求められた", "Statement asked for"),
    "RULING": Words("裁決の案を作る", "Draft the ruling"),
    "RULED": Words("裁決があった", "Ruled"),
    "CONSULTED": Words("諮問した", "Consulted"),
    "NOT_NEEDED": Words("諮問しない", "No consultation"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "register": Words("進達", "Sent on"),
    "follow": Words("審理", "Review"),
    "close": Words("結果", "End"),
}
