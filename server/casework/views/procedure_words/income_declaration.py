"""Words of the simple declaration of income (簡易申告): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("簡易申告", "Declaration of income")

ELEMENTS: Vocabulary = {
    "received": Words("申告の事務を始めた", "Begun"),
    "look": Words("所得の分からない人を調べる", "Look who is unknown"),
    "next_step": Words("次の一手を決める", "What comes next"),
    "step_gate": Words("どう進めるか", "How to go on"),
    "request": Words("申告を依頼する", "Ask for the declaration"),
    "receive": Words("届いた申告書を受け取る", "Take in the declaration"),
    "answer_overdue": Words("期限が過ぎた", "The due date has passed"),
    "enter": Words("申告の内容を入力する", "Enter the declaration"),
    "precheck": Words("台帳と税の記録に照らす", "Compare with registers and tax record"),
    "judge": Words("食い違いを調べて判断する", "Judge a discrepancy"),
    "authority": Words("専決区分を決める", "Who decides"),
    "register": Words("所得を台帳に記録する", "Record the income"),
    "declared": Words("全員の所得が分かった", "All incomes known by declaration"),
    "known": Words("依頼はいらない", "No request needed"),
    "unanswered": Words("回答がないまま終えた", "Closed without an answer"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "set_aside": Words("受け取らなかった", "Not taken"),
}

ACTS: Vocabulary = {
    "receive": Words("申告書が届いた", "The declaration has come"),
    "enter": Words("照合へ回す", "Pass on to the check"),
    "judge": Words("判断を記録する", "Record the judgement"),
}

PAPERS: Vocabulary = {
    "declaration": Words("国民健康保険料用所得申告書", "Declaration of income"),
    "withholding_slip": Words("源泉徴収票の写し", "Copy of a withholding slip"),
}

FINDINGS: Vocabulary = {
    "wrong_year": Words("申告の年が違う", "the year declared is another one"),
    "tax_differs": Words("税の記録と違う", "differs from the tax record"),
    "not_in_household": Words("台帳のこの世帯にいない", "is not in this household by the registers"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決定", "Check and decision"),
    "register": Words("記録", "Record"),
}
