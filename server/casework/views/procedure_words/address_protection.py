"""Words of address protection (支援措置): elements, main buttons, main steps."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("支援措置", "Address protection")

ELEMENTS: Vocabulary = {
    "received": Words("申出・連絡を受けた", "Request or word received"),
    "mask": Words("仮に隠す", "Hidden for the time being"),
    "identity": Words("本人を確認する", "Identity check"),
    "enter": Words("支援措置の内容を入力する", "Enter the protection"),
    "precheck": Words("台帳と照らし送付先を確かめる", "Compare with the registers, check the address"),
    "authority": Words("専決区分を決める", "Who decides"),
    "examination": Words("二人目が照合し、決める", "Second check and decision"),
    "drop": Words("仮の措置をやめる", "End what was provisional"),
    "not_set": Words("支援措置をしなかった", "Not put in force"),
    "set": Words("支援措置を記録し通知する", "Put in force and tell her"),
    "watch": Words("支援措置を続ける", "While the protection lasts"),
    "review_due": Words("満了の30日前になった", "30 days before the end"),
    "answer": Words("記録の有無を答えず回答する", "Answer without confirming anything"),
    "judge": Words("支援措置を見直す", "Review the protection"),
    "notify": Words("解除を本人に書面で知らせる", "Tell her in writing that it will be lifted"),
    "prelift": Words("解除してよいか確かめる", "Check that it may be lifted"),
    "lift_decision": Words("決裁する", "Decision"),
    "lift": Words("支援措置を解除する", "Lift the protection"),
    "lifted": Words("支援措置を解除した", "Lifted"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "watch": Words("来たことを記録する", "Record what came"),
    "judge": Words("扱いを記録する", "Record the outcome"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "identity": Words("本人確認", "Identity"),
    "enter": Words("入力", "Entry"),
    "examination": Words("照合・決裁", "Check and decision"),
    "watch": Words("継続", "In force"),
    "judge": Words("見直し", "Review"),
}

RESULTS: Vocabulary = {
    "renew": Words("続ける", "Goes on"),
    "notify": Words("書面で知らせる", "To be told in writing"),
    "lift": Words("解除を決裁へ", "Lifting to be decided"),
    "keep": Words("このまま続ける", "Left as it is"),
    "lifted": Words("解除を決定", "Lifting decided"),
}
