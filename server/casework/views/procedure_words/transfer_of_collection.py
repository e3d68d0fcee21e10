"""Words of the hand-over of collection (徴収の移管)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("徴収の移管", "Hand-over of collection")

ELEMENTS: Vocabulary = {
    "received": Words("移管の申出", "Hand-over proposed"),
    "gather": Words("移管する滞納を集める", "List what is handed over"),
    "enter": Words("移管先と理由を書く", "Say where to and why"),
    "decide": Words("移管を決裁する", "Decide on the hand-over"),
    "decide_gate": Words("決裁の結果は何か", "What was decided?"),
    "hand_over": Words("引き継ぎ、知らせる", "Hand over and tell"),
    "keep": Words("返還を受ける", "Take it back"),
    "keep_event": Words("出来事", "Something happened"),
    "look": Words("滞納が残るか見る", "See whether arrears are left"),
    "look_gate": Words("滞納が残るか", "Arrears left?"),
    "take_back": Words("返還を記録する", "Record the return"),
    "returned": Words("移管を終えた", "Hand-over ended"),
    "refused": Words("移管しない", "Not handed over"),
}

ACTS: Vocabulary = {
    "enter": Words("決裁へ回す", "Send to the decider"),
    "decide": Words("決裁する", "Decide"),
    "keep": Words("返還を記録する", "Record the return"),
}
