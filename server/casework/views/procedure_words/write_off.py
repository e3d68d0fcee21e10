"""Words of 不納欠損 (Write-off)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("不納欠損", "Write-off")

ELEMENTS: Vocabulary = {
    "received": Words("欠損を検討する", "A write-off is considered"),
    "gather": Words("欠損の根拠を調べる", "Gather the grounds"),
    "gather_gate": Words("対象があるか", "Anything to write off?"),
    "nothing_extinct": Words("対象がなかった", "Nothing to write off"),
    "enter": Words("管理懈怠の有無を確かめる", "Look for neglect"),
    "enter_gate": Words("進めるか", "Go on?"),
    "withdrawn": Words("取りやめた", "Given up"),
    "authority": Words("専決区分を決める", "Who decides"),
    "check": Words("根拠を照合する", "Check the grounds"),
    "check_gate": Words("照合の結果は何か", "Result of the check"),
    "decide": Words("決裁する", "Decide"),
    "decide_gate": Words("決裁の内容は何か", "What was decided"),
    "post": Words("台帳に記録する", "Post to the ledger"),
    "post_gate": Words("欠損か取消しか", "Write-off or reversal?"),
    "written_off": Words("不納欠損とした", "Written off"),
    "reversed": Words("欠損を取り消した", "Write-off taken back"),
    "kept": Words("欠損としなかった", "Not written off"),
}

ACTS: Vocabulary = {
    "enter": Words("照合へ回す", "Pass on to the check"),
    "check": Words("照合を終える", "Finish the check"),
    "decide": Words("決裁する", "Decide"),
}

RESULTS: Vocabulary = {
    "PROPOSE": Words("決裁へ進める", "Go on"),
    "WITHDRAW": Words("取りやめる", "Give it up"),
}

CHAIN: Vocabulary = {
    "received": Words("受付", "Receipt"),
    "enter": Words("案", "Draft"),
    "check": Words("照合", "Check"),
    "post": Words("記録", "Posting"),
}
