"""Words of relief of co-payments (一部負担金の減免): elements, main buttons, papers, results, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("一部負担金の減免", "Relief of co-payments")

ELEMENTS: Vocabulary = {
    "received": Words("申請を受け付けた", "Application received"),
    "look": Words("台帳に記す", "Put it on record"),
    "precheck": Words("必要書類を確かめる", "See which papers are there"),
    "request_documents": Words("書類を求める", "Ask for papers"),
    "receive_documents": Words("届いた書類を記録する", "Record papers received"),
    "documents_overdue": Words("期限が過ぎた", "The due date has passed"),
    "enter": Words("事実を調べ、案を作る", "Examine and draft"),
    "ground": Words("事由の扱いを決める", "What the ground needs"),
    "judge": Words("収入を基準と比べる", "Compare the means with the standard"),
    "outcome": Words("結論を決める", "Choose the outcome"),
    "authority": Words("専決区分を決める", "Who decides"),
    "carry": Words("決定を台帳に記し、知らせる", "Carry the decision out"),
    "granted": Words("減額・免除した", "Reduced or exempted"),
    "deferred": Words("徴収を猶予した", "Deferred"),
    "refused": Words("承認しなかった", "Refused"),
    "revoked": Words("承認を取り消した", "Revoked"),
    "kept": Words("承認を存続させた", "Kept"),
    "close": Words("申請を閉じる", "Close the application"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "told": Words("期限を知らせた", "Told that it runs out"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "receive_documents": Words("書類が届いた", "Papers have come"),
}

PAPERS: Vocabulary = {
    "COPAY_APPLICATION": Words("一部負担金減免等申請書", "Application form"),
    "INCOME_STATEMENT": Words("収入・資産の申告書", "Statement of income and assets"),
    "INQUIRY_CONSENT": Words("調査の同意書", "Consent to inquiries"),
    "BANK_BOOKS": Words("世帯全員の預貯金通帳の写し", "Copies of bank books"),
    "HARVEST_PROOF": Words("農作物・漁獲の被害の証明書", "Proof of the lost harvest"),
    "MEDICAL_OPINION": Words("医師の意見書", "The doctor's opinion"),
}

RESULTS: Vocabulary = {
    "TELL": Words("期限を知らせる", "Tell that it runs out"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("調査", "Examination"),
    "examination": Words("照合・決定", "Check and decision"),
    "carry": Words("記録", "Record"),
}
