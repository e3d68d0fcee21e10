"""Words of deferrals (徴収猶予・換価の猶予): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("徴収猶予・換価の猶予", "Deferral of collection or conversion")

ELEMENTS: Vocabulary = {
    "received": Words("申請を受けた", "Application received"),
    "enter": Words("申請の内容と計画を入力する", "Enter the application and the plan"),
    "precheck": Words("申請を台帳と照らす", "Compare with the ledger"),
    "request_documents": Words("補正を求める", "Ask for what is missing"),
    "receive_documents": Words("届いた書類を記録する", "Record papers received"),
    "documents_overdue": Words("20日が過ぎた", "Twenty days have passed"),
    "terms": Words("延滞金と担保を決める", "Late charge and security"),
    "inquire": Words("事実を調べ、扱いを提案する", "Inquire and propose"),
    "propose": Words("猶予の条件をまとめる", "Put the terms together"),
    "decide": Words("決裁する", "Decide"),
    "grant": Words("猶予を台帳に記録し、知らせる", "Record the deferral and tell it"),
    "refuse": Words("許可しないことを知らせる", "Tell the refusal"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "lapsed": Words("取下げとみなした", "Deemed withdrawn"),
    "granted": Words("許可した", "Granted"),
    "partly": Words("一部を許可した", "Granted in part"),
    "refused": Words("許可しなかった", "Refused"),
}

ACTS: Vocabulary = {
    "enter": Words("確かめる", "Go on"),
    "receive_documents": Words("書類が届いた", "Papers have come"),
    "inquire": Words("決裁へ回す", "Pass on to the decision"),
    "decide": Words("決裁する", "Decide"),
}

PAPERS: Vocabulary = {
    "proof": Words("事由を証する書類", "Proof of the reason"),
    "inventory": Words("財産目録", "Inventory of assets"),
    "budget": Words("収支の明細書", "Income and expenses"),
    "security_papers": Words("担保に関する書類", "Papers of the security"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("入力", "Entry"),
    "inquire": Words("調査", "Inquiry"),
    "decide": Words("決裁", "Decision"),
    "grant": Words("記録", "Record"),
}
