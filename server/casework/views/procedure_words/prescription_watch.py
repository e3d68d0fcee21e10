"""Words of 時効到来の処理 (Claims near their end)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("時効到来の処理", "Claims near their end")

ELEMENTS: Vocabulary = {
    "received": Words("時効の到来が近づいた", "Claims come to their end"),
    "look": Words("時効の終期を調べる", "Look up the limitation"),
    "look_gate": Words("徴収できるものが残るか", "Anything left to collect?"),
    "settled": Words("片付いていた", "Settled already"),
    "enter": Words("どうするかを決める", "Say what is done"),
    "choice_gate": Words("何を選んだか", "What was chosen?"),
    "decide": Words("決裁する", "Decide"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "record": Words("選んだ処理へ渡す", "Hand over to what was chosen"),
    "record_gate": Words("どの処理へ渡したか", "Handed to what?"),
    "to_seizure": Words("差押えへ進めた", "On to seizure"),
    "to_acknowledgement": Words("債務の承認を求めることにした", "An acknowledgement is sought"),
    "to_suspension": Words("執行停止へ進めた", "On to suspension"),
    "let_lapse": Words("理由を記録して完成に任せた", "Left to lapse, with the reason on record"),
}

ACTS: Vocabulary = {
    "enter": Words("決める", "Say what is done"),
    "decide": Words("決裁する", "Decide"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("案", "Draft"),
    "record": Words("処理", "Handed over"),
}
