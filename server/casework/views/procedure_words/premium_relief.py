"""Words of reliefs from premiums (保険料の減免): elements, main buttons, papers, results, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("保険料の減免", "Relief of premiums")

ELEMENTS: Vocabulary = {
    "received": Words("申請を受け付けた", "Application received"),
    "look": Words("台帳に記し、催告を止める", "Put it on record and hold reminders"),
    "precheck": Words("必要書類を確かめる", "See which papers are there"),
    "request_documents": Words("書類を求める", "Ask for papers"),
    "receive_documents": Words("届いた書類を記録する", "Record papers received"),
    "documents_overdue": Words("期限が過ぎた", "The due date has passed"),
    "enter": Words("事実を調べ、案を作る", "Examine and draft"),
    "ground": Words("事由の扱いを決める", "What the ground needs"),
    "judge": Words("すべての申請を比べる", "Compare all applications"),
    "authority": Words("専決区分を決める", "Who decides"),
    "carry": Words("決定を台帳に記し、知らせる", "Carry the decision out"),
    "granted": Words("全部を減免した", "Granted in full"),
    "partly": Words("一部を減免した", "Granted in part"),
    "refused": Words("減免しなかった", "Refused"),
    "revoked": Words("減免を取り消した", "Revoked"),
    "kept": Words("減免を存続させた", "Kept"),
    "close": Words("申請を閉じる", "Close the application"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "joined": Words("別の申請と併せて決めた", "Decided with another application"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "receive_documents": Words("書類が届いた", "Papers have come"),
}

PAPERS: Vocabulary = {
    "APPLICATION": Words("減免申請書", "Application form"),
    "DAMAGE_PROOF": Words("罹災証明書", "Proof of the disaster"),
    "PAY_SLIPS": Words("今年の収入の分かる書類", "Pay slips or the like"),
    "CLOSURE": Words("廃業届・決算書", "Notice of closure or accounts"),
    "JOBLESS": Words("離職票・雇用保険受給資格者証", "Proof of unemployment"),
    "MEDICAL": Words("診断書・医療費の領収書", "Medical certificate or bills"),
    "CUSTODY_PROOF": Words("在所証明書", "Certificate of detention"),
    "FORMER_INSURANCE": Words("被扶養者であったことの証明書", "Proof of having been a dependant"),
    "UNEMPLOYMENT_CARD": Words("雇用保険受給資格者証・受給資格通知", "Certificate of unemployment benefits"),
    "MANDATE": Words("委任状", "Power of attorney"),
    "OTHER": Words("その他の書類", "Other papers"),
}

RESULTS: Vocabulary = {
    "JUDGE": Words("審査する", "Examine"),
    "REVOKE": Words("取り消す", "Revoke"),
    "KEEP": Words("取り消さない", "Keep"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("調査", "Examination"),
    "examination": Words("照合・決定", "Check and decision"),
    "carry": Words("記録", "Record"),
}
