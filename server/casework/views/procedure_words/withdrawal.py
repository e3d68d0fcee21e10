"""Words of withdrawal (資格喪失): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("資格喪失(脱退)", "Withdrawal")

ELEMENTS: Vocabulary = {
    "received": Words("届出を受け付けた", "Notification received"),
    "type_in": Words("届書の写しから入力する", "Type in from the scan"),
    "enter": Words("届出内容を入力する", "Enter the notification"),
    "precheck": Words("台帳と照らし喪失日を求める", "Compare with the registers and find the day of loss"),
    "request_documents": Words("足りない書類を求める", "Ask for missing papers"),
    "receive_documents": Words("届いた書類を記録する", "Record papers received"),
    "documents_overdue": Words("期限が過ぎた", "The due date has passed"),
    "judge": Words("疑義を調べて判断する", "Judge a discrepancy"),
    "authority": Words("専決区分を決める", "Who decides"),
    "refuse": Words("喪失としないことを知らせる", "Tell that there is no loss"),
    "register": Words("喪失を記録し知らせる", "Record the loss and tell of it"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "documents_never_came": Words("書類が届かず終えた", "Closed: papers never came"),
    "not_lost": Words("喪失としなかった", "No loss"),
    "lost": Words("資格を喪失した", "Eligibility lost"),
    "application_ended": Words("適用だけ終えた", "Application ended, eligibility goes on"),
}

ACTS: Vocabulary = {
    "type_in": Words("窓口担当へ渡す", "Hand over to the counter"),
    "enter": Words("照合へ回す", "Pass on to the check"),
    "receive_documents": Words("書類が届いた", "Papers have come"),
    "judge": Words("判断を記録する", "Record the judgement"),
}
CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決定", "Check and decision"),
    "register": Words("記録・通知", "Record and tell"),
}
PAPERS: Vocabulary = {
    "loss_notification": Words("資格喪失届", "Notification of loss"),
    "new_insurer_proof": Words("新しい保険の資格の分かるもの", "Proof of the new insurance"),
    "welfare_start_notice": Words("保護開始決定通知書", "Notice that public assistance began"),
    "death_record": Words("死亡の分かるもの", "Proof of the death"),
    "old_certificate": Words("資格確認書", "Eligibility certificate"),
}
FINDINGS: Vocabulary = {
    "STILL_RESIDENT": Words("住民記録ではまだこの世帯に住んでいる", "still lives here by the resident register"),
    "INSURER_DATE_DIFFERS": Words("連携で分かった加入日が違う", "the linked answer gives another day of joining"),
    "DISABILITY_AGE": Words("障害認定の年齢に達していない", "below the age at which a disability counts"),
    "OBJECTION": Words("書面の異議がある", "there is a written objection"),
    "EX_OFFICIO_UNCONFIRMED": Words(
        "職権なのに、新しい保険が今も続くことを照会で確かめていない",
        "ex officio without a look-up that the new insurance holds today",
    ),
}
RESULTS: Vocabulary = {
    "lost": Words("資格喪失を決定", "Loss decided"),
    "application_ended": Words("適用終了を決定", "End of application decided"),
    "not_lost": Words("喪失としない決定", "Decided that there is no loss"),
}
