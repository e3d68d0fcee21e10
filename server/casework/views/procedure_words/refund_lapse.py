"""Words of 還付未済の時効 (Lapsed refunds)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("還付未済の時効", "Lapsed refunds")

ELEMENTS: Vocabulary = {
    "received": Words("年1回の時期が来た", "The time of the year has come"),
    "draw": Words("時効になった還付を集める", "Gather the lapsed refunds"),
    "draw_gate": Words("あるか", "Any?"),
    "nothing": Words("時効の還付はない", "None has lapsed"),
    "enter": Words("還付未済を確かめる", "Look at the list"),
    "enter_gate": Words("進めるか", "Go on?"),
    "withdrawn": Words("取りやめた", "Given up"),
    "judge": Words("雑入にする額を確かめる", "What becomes revenue"),
    "decide": Words("雑入への整理を決める", "Decide"),
    "decide_gate": Words("決まったか", "Decided?"),
    "post": Words("雑入として台帳に記す", "Book as revenue"),
    "posted": Words("雑入にした", "Booked as revenue"),
}

ACTS: Vocabulary = {
    "enter": Words("決裁へ回す", "Pass on to the decision"),
    "decide": Words("決裁する", "Decide"),
}

RESULTS: Vocabulary = {
    "PROPOSE": Words("決裁へ進める", "Go on"),
    "WITHDRAW": Words("取りやめる", "Give up"),
}

CHAIN: Vocabulary = {
    "received": Words("一覧", "List"),
    "enter": Words("確認", "Check"),
    "decide": Words("決裁", "Decision"),
    "post": Words("整理", "Booking"),
}
