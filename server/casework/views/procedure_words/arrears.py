"""Words of arrears (滞納整理)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("滞納整理", "Arrears")

ELEMENTS: Vocabulary = {
    "opened": Words("滞納になった", "In arrears"),
    "assess": Words("滞納の状況を読む", "Read where the arrears stand"),
    "next_step": Words("次にすることを決める", "Choose what comes next"),
    "step_gate": Words("次にすること", "What comes next"),
    "call": Words("電話で催告する", "Call the household"),
    "call_event": Words("出来事", "Something happened"),
    "call_done": Words("接触を記録する", "Record the contact"),
    "plan": Words("対応を決める", "Decide what to do"),
    "plan_event": Words("出来事", "Something happened"),
    "plan_done": Words("対応を記録する", "Record what was decided"),
    "remind": Words("催告書を頼む", "Ask for the reminder"),
    "begin": Words("次の手続を始める", "Begin the next procedure"),
    "look": Words("出来事か期限を待つ", "Wait for news or the day"),
    "look_event": Words("出来事", "Something happened"),
    "look_timer": Words("見直しの時期", "Time to look again"),
    "warn": Words("差押予告を決裁する", "Decide on the warning"),
    "warn_event": Words("出来事", "Something happened"),
    "warn_done": Words("予告を頼む", "Ask for the warning"),
    "warned": Words("予告の期限を待つ", "Wait for the warning's day"),
    "warned_event": Words("出来事", "Something happened"),
    "warned_timer": Words("期限が過ぎた", "The day has passed"),
    "again": Words("見直す", "Look again"),
    "paid": Words("完納した", "Paid in full"),
    "settled": Words("滞納がなくなった", "Arrears settled"),
    "written_off": Words("不納欠損になった", "Written off"),
}

ACTS: Vocabulary = {
    "call": Words("結果を記録する", "Record the result"),
    "plan": Words("対応を決める", "Decide what to do"),
    "warn": Words("決める", "Decide"),
}

RESULTS: Vocabulary = {
    "SEND": Words("予告書を送る", "Send the warning"),
    "SKIP": Words("予告を省いて差押へ", "Seize without a warning"),
    "BACK": Words("担当者へ戻す", "Return to the officer"),
}
