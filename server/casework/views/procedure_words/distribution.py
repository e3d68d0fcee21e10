"""Words of 配当: elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("配当", "Distribution")

ELEMENTS: Vocabulary = {
    "received": Words("取立金が届いた", "Money came"),
    "enter": Words("費用とほかの債権者を入れる", "Enter costs and creditors"),
    "enter_gate": Words("受け入れるか", "Taken in?"),
    "plan": Words("配当を計算する", "Compute the distribution"),
    "check": Words("計算書を照合する", "Compare the sheet"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "send": Words("保管し謄本を出す", "Keep the money, send copies"),
    "pay_day": Words("交付期日になった", "Day of payment"),
    "pay": Words("異議を確かめ交付する", "Look for objections and pay"),
    "pay_gate": Words("異議があったか", "Any objection?"),
    "apply": Words("保険料に充てる", "Apply to the premium"),
    "distributed": Words("配当した", "Distributed"),
    "withdrawn": Words("受け入れなかった", "Not taken in"),
}

ACTS: Vocabulary = {
    "enter": Words("計算する", "Compute"),
    "check": Words("照合した", "Compared"),
    "pay": Words("記録する", "Record"),
}
CHAIN: Vocabulary = {
    "received": Words("受入", "Money in"),
    "enter": Words("計算", "Sheet"),
    "check": Words("照合", "Check"),
    "send": Words("謄本", "Copies"),
    "pay": Words("交付", "Payment"),
}
