"""Words of direct debit (口座振替の申込・変更・停止): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("口座振替の申込・変更・停止", "Direct debit")

ELEMENTS: Vocabulary = {
    "received": Words("口座振替の届を受け付けた", "Form received"),
    "kind_gate": Words("何の届か", "Which form?"),
    "enter": Words("口座を入力する", "Enter the account"),
    "enter_gate": Words("取り下げるか", "Withdrawn?"),
    "withdrawn": Words("取り下げられた", "Withdrawn"),
    "precheck": Words("届の不備を調べる", "Look for faults"),
    "precheck_gate": Words("受け付けられるか", "Complete?"),
    "send_back": Words("届を返して理由を知らせる", "Send it back with the reason"),
    "receive_again": Words("直した届を受け取る", "Receive the corrected form"),
    "return_overdue": Words("期限が過ぎた", "The due date has passed"),
    "gave_up": Words("期限までに届かなかった", "Never handed in again"),
    "check": Words("届書と口座を照合する", "Check the account"),
    "check_gate": Words("一致したか", "Agreed?"),
    "verify": Words("口座番号を突き合わせる", "Compare the numbers"),
    "ask_gate": Words("金融機関に確かめるか", "Ask the bank?"),
    "bank_answer": Words("金融機関の回答を記録する", "Record the bank's answer"),
    "bank_gate": Words("受け付けられたか", "Accepted?"),
    "activate": Words("口座振替を登録し知らせる", "Put it in force and tell"),
    "accepted": Words("口座振替が始まる", "Direct debit begins"),
    "stop": Words("口座振替を止める", "Stop the debit"),
    "stopped": Words("口座振替を止めた", "Stopped"),
}

ACTS: Vocabulary = {
    "enter": Words("次へ進める", "Go on"),
    "check": Words("照合を終える", "Checked"),
    "receive_again": Words("届いた", "Arrived"),
    "bank_answer": Words("回答が届いた", "The answer has come"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("入力", "Entry"),
    "check": Words("照合", "Check"),
    "bank_answer": Words("金融機関", "Bank"),
    "accepted": Words("開始", "Begins"),
}

RESULTS: Vocabulary = {
    "accepted": Words("受け付けた", "Accepted"),
    "refused": Words("受け付けない", "Not accepted"),
}
