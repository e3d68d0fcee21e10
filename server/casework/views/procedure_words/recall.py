"""Words of the recall of certificates (回収)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("資格確認書の回収", "Recall of certificates")

ELEMENTS: Vocabulary = {
    "received": Words("回収を始めた", "Recall begun"),
    "open": Words("返納を待つものを記録する", "Record what is waited for"),
    "await_return": Words("返納を記録する", "Record returns"),
    "return_overdue": Words("期限が過ぎた", "The due date has passed"),
    "remind_gate": Words("もう一度催促するか", "Urge again?"),
    "remind": Words("返納を催促する", "Urge the return"),
    "give_up": Words("未回収・無効とする", "Close as unreturned and invalid"),
    "settle": Words("返納を台帳に記録する", "Record the return in the register"),
    "all_gate": Words("全部そろったか", "All there?"),
    "recovered": Words("回収を終えた", "Recovered"),
    "unreturned": Words("返らないまま無効とした", "Unreturned, invalid"),
}

ACTS: Vocabulary = {"await_return": Words("返納を記録する", "Record the return")}
