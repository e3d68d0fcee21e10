"""Words of the kinds of audit events (操作記録の言葉)."""

from __future__ import annotations

from collections.abc import Mapping

from server.domain.forms.model import Words

AUDIT_KINDS: Mapping[str, Words] = {
    "case.start": Words("受け付けた", "Started the case"),
    "case.view": Words("案件を見た", "Looked at the case"),
    "case.wake": Words("期限で起きた", "Woken by a due date"),
    "task.view": Words("仕事を開いた", "Opened a task"),
    "task.claim": Words("引き受けた", "Claimed a task"),
    "task.release": Words("戻した", "Gave a task back"),
    "task.assign": Words("担当を割り当てた", "Assigned a task"),
    "task.complete": Words("仕事を済ませた", "Completed a task"),
    "task.undo": Words("取り消した", "Took a completion back"),
    "task.follow_up": Words("再確認日を変えた", "Changed the day to look again"),
    "benefits.cases": Words("求償・返還・保留の一覧を見た", "Looked at recourse, recovery and holds"),
    "benefits.imports": Words("レセプトの取込みを見た", "Looked at the files of claims"),
    "benefits.view": Words("給付の台帳を見た", "Looked at the benefit register"),
    "note.call_back": Words("折り返しの電話を済ませた", "Called back"),
    "document.add": Words("書類を足した", "Added a paper"),
    "document.view": Words("書類を見た", "Looked at a paper"),
    "letter.view": Words("通知書を見た", "Looked at a letter"),
    "letter.issue": Words("通知書を発行した", "Issued a letter"),
    "letter.render": Words("通知書を作った", "Made a letter"),
    "letter.hold": Words("通知書を止めた", "Held a letter"),
    "letter.release": Words("通知書を放行した", "Released a letter"),
    "letter.reprint": Words("通知書をもう一度印刷した", "Reprinted a letter"),
    "receipts.import": Words("収納データを取り込んだ", "Took in a file of receipts"),
    "receipts.refuse": Words("収納データを受け入れなかった", "Refused a file of receipts"),
    "receipts.correct": Words("収納を別の期別へ移した", "Moved a receipt to another instalment"),
    "assessment.decide": Words("調定票を決裁した", "Decided an assessment"),
    "receipt.print": Words("受付票を印刷した", "Printed the receipt"),
    "note.add": Words("一言を書いた", "Wrote a note"),
    "decision.confirm": Words("決裁を確認した", "Confirmed the decision"),
    "my_number.put": Words("個人番号を入れた", "Entered a My Number"),
    "my_number.assign": Words("個人番号を結び付けた", "Bound a My Number"),
    "my_number.reveal": Words("個人番号を見た", "Revealed a My Number"),
    "incident.raise": Words("障害を記録した", "Raised an incident"),
    "case.again": Words("同じ申請がまた届いた", "The same application came again"),
    "mail_label.settle": Words("封筒の行き先を決めた", "Settled an envelope"),
    "mail_label.copy_sent": Words("控えを返送した", "Sent the stamped copy back"),
}
