"""Words of 給付の一時保留 (Hold on a benefit)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("給付の一時保留", "Hold on a benefit")

ELEMENTS: Vocabulary = {
    "received": Words("保留が要る", "Hold needed"),
    "hold": Words("期限を決めて保留する", "Hold to a day"),
    "enter": Words("保留を見直す", "Review the hold"),
    "enter_over": Words("期限が来た", "The day has come"),
    "enter_gate": Words("どうするか", "What is done?"),
    "prolong": Words("期限を延ばす", "Prolong"),
    "settle": Words("給付の扱いを決める", "Decide on the benefit"),
    "settle_over": Words("期限が来た", "The day has come"),
    "end": Words("保留を終える", "End the hold"),
    "end_gate": Words("支給があるか", "Is anything paid?"),
    "pay": Words("支給へ回す", "Pass on to payment"),
    "freed": Words("支給へ回した", "Passed on to payment"),
    "limited": Words("給付を制限した", "Benefit limited"),
}

ACTS: Vocabulary = {
    "enter": Words("記録する", "Record"),
    "settle": Words("決める", "Decide"),
    "pay": Words("支給へ回した", "Passed on"),
}

RESULTS: Vocabulary = {
    "RELEASE": Words("支給する", "Pay"),
    "PROLONG": Words("延ばす", "Prolong"),
    "HEAD": Words("所属長へ", "To the head"),
    "LIMIT": Words("制限する", "Limit"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "hold": Words("保留", "Hold"),
    "end": Words("終わり", "End"),
    "pay": Words("支給", "Payment"),
}
