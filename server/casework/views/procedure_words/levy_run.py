"""Words of 当初賦課・月例更正."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("当初賦課・月例更正", "Levy run")

ELEMENTS: Vocabulary = {
    "received": Words("締めの日になった", "Day of the cut-off"),
    "open": Words("更正を締める", "Cut off"),
    "review_trial": Words("試算を確かめる", "Look at the trial"),
    "review_gate": Words("進めるか", "Go on?"),
    "check_trial": Words("試算が揃ったか見る", "Is the trial whole?"),
    "release": Words("記帳を承認する", "Release the posting"),
    "release_gate": Words("承認するか", "Released?"),
    "release_run": Words("記帳を始める", "Begin the posting"),
    "confirm_posting": Words("記帳の完了を確かめる", "Everything is posted"),
    "assess": Words("調定票を作る", "Make the assessment"),
    "decide_assessment": Words("調定を決裁する", "Decide the assessment"),
    "decide": Words("決裁を記し通知書を頼む", "Record it, ask for notices"),
    "record_mail": Words("発送を記録する", "Record the mail"),
    "mail": Words("通数を合わせて締める", "Match the count and close"),
    "closed": Words("発送を終えた", "Sent"),
    "stop": Words("取りやめを記す", "Record the stop"),
    "stopped": Words("取りやめた", "Stopped"),
}

ACTS: Vocabulary = {
    "review_trial": Words("承認へ回す", "Pass on for release"),
    "release": Words("承認する", "Release"),
    "confirm_posting": Words("調定票を作る", "Make the assessment"),
    "decide_assessment": Words("決裁する", "Decide"),
    "record_mail": Words("発送した", "Sent"),
}

RESULTS: Vocabulary = {
    "propose": Words("記帳の承認へ回す", "Pass on for release"),
    "stop": Words("取りやめる", "Stop"),
    "release": Words("試算のとおり記帳する", "Post as tried"),
    "return": Words("差し戻す", "Return"),
}
