"""Words of enrolment (資格取得) and of the shared parts: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("資格取得(加入)", "Enrolment")

ELEMENTS: Vocabulary = {
    "received": Words("届出を受け付けた", "Notification received"),
    "identity": Words("本人を確認する", "Identity check"),
    "identity_way": Words("受付の経路から扱いを決める", "How it is checked, by channel"),
    "check_identity": Words("本人と番号を確かめる", "Check identity and number"),
    "check_copies": Words("写しで本人と番号を確かめる", "Check identity and number by copies"),
    "verify_identity": Words("確認の方法を確かめる", "Verify the method"),
    "identity_result": Words("確認の結果を決める", "Result of the identity check"),
    "resolve_identity": Words("本人確認の疑いを調べる", "Look into a doubt about identity"),
    "type_in": Words("届書の写しから入力する", "Type in from the scan"),
    "enter": Words("届出内容を入力する", "Enter the notification"),
    "precheck": Words("台帳と照らし取得日を求める", "Compare with the registers"),
    "request_documents": Words("足りない書類を求める", "Ask for missing papers"),
    "receive_documents": Words("届いた書類を記録する", "Record papers received"),
    "documents_overdue": Words("期限が過ぎた", "The due date has passed"),
    "judge": Words("疑義を調べて判断する", "Judge a discrepancy"),
    "authority": Words("専決区分を決める", "Who decides"),
    "examination": Words("二人目が照合し、決める", "Second check and decision"),
    "second_check": Words("二人目が照合する", "Second check"),
    "check": Words("届書と入力を照合する", "Compare entry and paper"),
    "decision": Words("決裁する", "Decision"),
    "decide": Words("決裁する", "Decide"),
    "refuse": Words("却下を通知する", "Notify the refusal"),
    "register": Words("資格を台帳に記録する", "Enter into the register"),
    "issue": Words("資格確認書等を出す", "Issue the documents"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "documents_never_came": Words("書類が届かず終えた", "Closed: papers never came"),
    "refused": Words("却下した", "Refused"),
    "decided": Words("資格を取得した", "Enrolled"),
}

ACTS: Vocabulary = {
    "check_identity": Words("確認を記録する", "Record the check"),
    "check_copies": Words("確認を記録する", "Record the check"),
    "resolve_identity": Words("判断を記録する", "Record the judgement"),
    "type_in": Words("窓口担当へ渡す", "Hand over to the counter"),
    "enter": Words("照合へ回す", "Pass on to the check"),
    "receive_documents": Words("書類が届いた", "Papers have come"),
    "judge": Words("判断を記録する", "Record the judgement"),
    "check": Words("決定する", "Decide"),
    "decide": Words("決裁する", "Decide"),
}
CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決定", "Check and decision"),
    "issue": Words("交付", "Issue"),
}
