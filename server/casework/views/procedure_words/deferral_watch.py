"""Words of the watch over a deferral (猶予の履行と取消し): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("猶予の履行と取消し", "Watch over a deferral")

ELEMENTS: Vocabulary = {
    "received": Words("猶予を許可した", "Deferral granted"),
    "open": Words("見守る猶予を確かめる", "Look up the deferral"),
    "watch": Words("猶予の履行を見守る", "Watch the deferral"),
    "told": Words("入金又は期限が来た", "Money came or a day passed"),
    "review": Words("計画と期間を確かめる", "Compare with plan and period"),
    "enter": Words("弁明を聴き、記録する", "Hear and record"),
    "decide": Words("取消しを決裁する", "Decide on the revocation"),
    "revoke": Words("猶予を取り消し、知らせる", "Revoke and tell it"),
    "ended": Words("猶予が終わった", "Ended"),
    "revoked": Words("猶予を取り消した", "Revoked"),
}

ACTS: Vocabulary = {
    "watch": Words("来たことを記録する", "Record what came"),
    "enter": Words("扱いを記録する", "Record the outcome"),
    "decide": Words("決裁する", "Decide"),
}

CHAIN: Vocabulary = {
    "watch": Words("履行", "Performance"),
    "enter": Words("弁明", "Hearing"),
    "decide": Words("決裁", "Decision"),
    "revoke": Words("取消し", "Revocation"),
}
