"""Words of 不当利得・不正利得の返還 (Return of benefits)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("不当利得・不正利得の返還", "Return of benefits")

ELEMENTS: Vocabulary = {
    "received": Words("返還の疑いを知った", "Suspicion known"),
    "look": Words("対象のレセプトを挙げる", "List the claims"),
    "enter": Words("対象と進め方を入力する", "Enter what and how"),
    "judge": Words("額と時効を計算する", "Reckon amount and limitation"),
    "route": Words("進め方を選ぶ", "Choose how"),
    "authority": Words("専決区分を決める", "Who decides"),
    "examination": Words("二人目が照合し、決める", "Check and decide"),
    "decide_gate": Words("決まったか", "Decided?"),
    "issue": Words("返還を求める・決定する", "Ask back or decide"),
    "issue_gate": Words("求めるか", "Asked back?"),
    "follow": Words("納付と経過を記録する", "Record payments and what happens"),
    "follow_gate": Words("断念するか", "Give up?"),
    "give_up": Words("請求の断念を決める", "Decide to give the claim up"),
    "record": Words("経過を台帳に記す", "Put on record"),
    "record_gate": Words("次は何か", "What next?"),
    "close": Words("返還を終える", "Close the recovery"),
    "close_gate": Words("どう終わったか", "How did it end?"),
    "recovered": Words("返還された", "Returned"),
    "adjusted": Words("保険者間調整で終わった", "Ended between insurers"),
    "abandoned": Words("請求を断念した", "Given up"),
    "no_claim": Words("返還を求めないで終わった", "Ended without a claim"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "follow": Words("記録する", "Record"),
    "give_up": Words("断念する", "Give up"),
}

RESULTS: Vocabulary = {
    "PAID": Words("入金", "Paid"),
    "REMIND": Words("催促", "Reminder"),
    "CONSENTED": Words("同意書の結果", "Consent"),
    "ACT": Words("時効に関わること", "Touches limitation"),
    "SEIZE": Words("滞納処分へ", "To enforcement"),
    "PLAN": Words("履行延期", "Instalments"),
    "AGAIN": Words("決め直す", "Decide anew"),
    "WAIT": Words("変わりなし", "Nothing new"),
    "GIVE_UP": Words("断念", "Give up"),
    "CLOSE": Words("終える", "Close"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "issue": Words("請求", "Claim"),
    "follow": Words("収納", "Collection"),
    "close": Words("終わり", "End"),
}
