"""Words of 督促."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("督促", "Dunning run")

ELEMENTS: Vocabulary = {
    "received": Words("納期限を過ぎ督促の時期になった", "The due date passed"),
    "open": Words("督促処理を開く", "Open the run"),
    "confirm_receipts": Words("入金が揃ったか確かめる", "Are all payments in?"),
    "receipts_gate": Words("進めるか", "Go on?"),
    "list": Words("入金の基準日を決め一覧を作る", "Fix the cut-off, draw the list"),
    "review": Words("除外一覧を確かめる", "Look at what is left out"),
    "review_gate": Words("回すか", "Pass it on?"),
    "take_review": Words("除外の担当と期限を記す", "Record owners and dates"),
    "check": Words("件数と見本を照合する", "Check counts and samples"),
    "check_gate": Words("合うか", "Is it right?"),
    "take_check": Words("件数と合計を合わせる", "Match count and yen"),
    "decide": Words("督促を決裁する", "Decide the dunning"),
    "decide_gate": Words("決裁するか", "Decided?"),
    "release": Words("発送日を決め発行を始める", "Fix the dates, begin the issue"),
    "hand_over": Words("印刷へ引き渡す", "Hand over to the printer"),
    "hand_over_gate": Words("引き渡すか", "Hand over?"),
    "take_hand_over": Words("入金と世帯を見直して引き渡す", "Look once more, hand over"),
    "record_mail": Words("引抜きと発送を記録する", "Record what was pulled and posted"),
    "mail_gate": Words("何をしたか", "What was done?"),
    "pull": Words("引抜き一覧を作る", "Make the pull list"),
    "mail": Words("通数を合わせて発送を記す", "Match the count, record the posting"),
    "closed": Words("発送を終えた", "Posted"),
    "stop": Words("取りやめを記す", "Record the stop"),
    "stopped": Words("取りやめた", "Stopped"),
}

ACTS: Vocabulary = {
    "confirm_receipts": Words("一覧を作る", "Draw the list"),
    "review": Words("照合へ回す", "Pass on for the check"),
    "check": Words("照合した", "Checked"),
    "decide": Words("決裁する", "Decide"),
    "hand_over": Words("引き渡す", "Hand over"),
    "record_mail": Words("記録する", "Record"),
}

RESULTS: Vocabulary = {
    "list": Words("一覧を作る", "Draw the list"),
    "stop": Words("取りやめる", "Stop"),
    "propose": Words("照合へ回す", "Pass on for the check"),
    "right": Words("合っている", "Right"),
    "return": Words("差し戻す", "Return"),
    "release": Words("一覧のとおり督促する", "Dun as listed"),
    "hand_over": Words("引き渡す", "Hand over"),
    "post": Words("発送した", "Posted"),
    "pull": Words("引抜き一覧を作る", "Make the pull list"),
}
