"""Words of pledges to pay in parts (分割納付誓約): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("分割納付誓約", "Pledge to pay in parts")

ELEMENTS: Vocabulary = {
    "received": Words("納付相談を受けた", "Talk begun"),
    "enter": Words("相談の内容と家計を入力する", "Enter the talk and the means"),
    "offer": Words("納付能力を判定し、計画を作る", "Judge the means and make a plan"),
    "plan": Words("計画を決め、誓約書を受け取る", "Agree on the plan and take the pledge"),
    "check_plan": Words("計画と署名を確かめる", "Check plan and signature"),
    "register": Words("誓約を台帳に記録する", "Record the pledge"),
    "watch": Words("履行を見守る", "Watch the pledge"),
    "told": Words("入金又は期限が来た", "Money came or a day passed"),
    "review": Words("計画どおりか確かめる", "Compare with the plan"),
    "close": Words("誓約を終える", "End the pledge"),
    "turn_away": Words("受けられないことを伝える", "Tell that it cannot be taken"),
    "noted": Words("記録だけ残した", "A note remains"),
    "refused": Words("受けなかった", "Not taken"),
    "guided": Words("ほかの制度へ案内した", "Guided to other ways"),
    "completed": Words("完納した", "Paid in full"),
    "broken": Words("不履行になった", "Broken"),
    "ended": Words("ほかの理由で終えた", "Ended otherwise"),
}

ACTS: Vocabulary = {
    "enter": Words("判定へ進む", "Go on to the judgement"),
    "plan": Words("誓約を確かめる", "Check the pledge"),
    "watch": Words("来たことを記録する", "Record what came"),
}

CHAIN: Vocabulary = {
    "enter": Words("相談", "Talk"),
    "plan": Words("計画・署名", "Plan"),
    "register": Words("記録", "Record"),
    "watch": Words("履行", "Performance"),
}
