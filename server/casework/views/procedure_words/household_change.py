"""Words of household change (異動・変更): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("異動・変更", "Change of person or household")

ELEMENTS: Vocabulary = {
    "received": Words("届出を受け付けた", "Notification received"),
    "enter": Words("異動内容を入力する", "Enter the change"),
    "precheck": Words("台帳と照らし変更を組み立てる", "Compare with the registers and plan the change"),
    "judge": Words("疑義を調べて判断する", "Judge a discrepancy"),
    "authority": Words("専決区分を決める", "Who decides"),
    "refuse": Words("変更を認めないことを知らせる", "Tell that the change is not accepted"),
    "register": Words("変更を台帳に記録し知らせる", "Record the change and tell of it"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "refused": Words("変更を認めなかった", "Not accepted"),
    "changed": Words("変更した", "Changed"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "judge": Words("判断を記録する", "Record the judgement"),
}
CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決定", "Check and decision"),
    "register": Words("記録・通知", "Record and tell"),
}

FINDINGS: Vocabulary = {
    "HISTORY_INSERTION": Words("あとの変更より前の日の変更", "before a later change of the same kind"),
    "RESIDENT_DIFFERS": Words("住民記録と違う", "differs from the resident record"),
    "PROTECTED_HOUSEHOLD": Words("支援措置のある世帯が関わる", "a protected household is concerned"),
    "OVERDUE": Words("納期限を過ぎた保険料がある", "premiums are overdue"),
}

PAPERS: Vocabulary = {
    "change_notification": Words("異動届", "Notification of change"),
    "family_register": Words("戸籍謄本等", "Family register"),
    "resident_record": Words("住民票の写し", "Resident record"),
    "consent": Words("世帯主変更の同意書", "Consent to the change of head"),
    "old_certificate": Words("返された資格確認書", "Certificate handed back"),
}
