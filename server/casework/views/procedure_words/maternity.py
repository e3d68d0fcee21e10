"""Words of the exemption around a birth (産前産後期間の免除): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("産前産後期間の免除", "Exemption around a birth")

ELEMENTS: Vocabulary = {
    "received": Words("届出を受け付けた", "Notification received"),
    "enter": Words("届出の内容を入力する", "Enter the notification"),
    "precheck": Words("免除の月を求める", "Compare with the registers and find the months"),
    "request_documents": Words("証明する書類を求める", "Ask for the proof"),
    "receive_documents": Words("届いた書類を記録する", "Record papers received"),
    "documents_overdue": Words("期限が過ぎた", "The due date has passed"),
    "judge": Words("疑義を調べて判断する", "Judge a discrepancy"),
    "authority": Words("専決区分を決める", "Who decides"),
    "register": Words("免除の月を台帳に記録する", "Record the exempt months"),
    "refuse": Words("免除しないことを知らせる", "Tell that nothing is exempt"),
    "applied": Words("免除を決めた", "Exempt"),
    "refused": Words("免除しなかった", "Not exempt"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "documents_never_came": Words("書類が届かず終えた", "Closed: papers never came"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "receive_documents": Words("書類が届いた", "Papers have come"),
    "judge": Words("判断を記録する", "Record the judgement"),
}

PAPERS: Vocabulary = {
    "handbook": Words("母子健康手帳など", "Maternal and child health handbook or the like"),
    "multiple_proof": Words("多胎の分かる書類", "Proof of more than one child"),
    "stillbirth_certificate": Words("死産証明書など", "Certificate of stillbirth or the like"),
}

FINDINGS: Vocabulary = {
    "not_in_household": Words("台帳のこの世帯にいない", "is not in this household by the registers"),
    "not_insured": Words("免除の月に加入していない", "is insured in none of the months"),
    "barred": Words("賦課決定の期間を過ぎている", "touches only years that may be decided no more"),
    "papers_missing": Words("求めた書類が届いていない", "the papers asked for have not come"),
    "before_rule": Words("免除の始まる前の月だけ", "touches only months before the exemption began"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決定", "Check and decision"),
    "register": Words("記録", "Record"),
}
