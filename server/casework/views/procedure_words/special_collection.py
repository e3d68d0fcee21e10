"""Words of 特別徴収 (withholding from pensions)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("特別徴収(年金からの徴収)", "Withholding from pensions")

ELEMENTS: Vocabulary = {
    "received": Words("特別徴収の事務を始める", "Begin"),
    "kind_gate": Words("何をするか", "What is done"),
    "open": Words("要件を判定する", "Judge the households"),
    "check_list": Words("対象者の一覧を確かめる", "Look at the list"),
    "check_gate": Words("進めるか", "Go on?"),
    "checked": Words("一覧が揃ったか見る", "Is the list whole?"),
    "second_check": Words("一覧を照合する", "Check the list"),
    "second_gate": Words("一致したか", "Do they agree?"),
    "request": Words("依頼ファイルを作る", "Make the request"),
    "send_request": Words("依頼ファイルを送る", "Send the request"),
    "record_sent": Words("送付を記す", "Record the sending"),
    "await_answer": Words("依頼処理結果を取り込む", "Take in the answer"),
    "answered": Words("処理結果を確かめる", "Look at the answer"),
    "errors_gate": Words("受理されない人がいるか", "Anybody not accepted?"),
    "settle_errors": Words("受理されない人を確かめる", "Look at who was not accepted"),
    "begin": Words("特別徴収を始める", "Begin to withhold"),
    "confirm_begin": Words("開始の完了を確かめる", "Everybody has begun"),
    "finish": Words("開始を記す", "Record the beginning"),
    "running": Words("特別徴収を始めた", "Running"),
    "stop": Words("特別徴収を止める", "Stop the withholding"),
    "stopped": Words("特別徴収を止めた", "Stopped"),
    "give_up": Words("取りやめを記す", "Record that it is given up"),
    "given_up": Words("取りやめた", "Given up"),
}

ACTS: Vocabulary = {
    "check_list": Words("照合へ回す", "Pass on"),
    "second_check": Words("照合を終える", "Finish the check"),
    "send_request": Words("送った", "Sent"),
    "await_answer": Words("取り込んだ", "Taken in"),
    "settle_errors": Words("確かめた", "Looked at"),
    "confirm_begin": Words("完了とする", "Done"),
}

RESULTS: Vocabulary = {
    "propose": Words("照合へ回す", "Pass on to the second person"),
    "agree": Words("一致(依頼する)", "Agrees"),
    "return": Words("差し戻す", "Return"),
    "stop": Words("取りやめる", "Give it up"),
}
