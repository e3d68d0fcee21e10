"""Refusals of levy runs (当初賦課・月例更正)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "levy_run_unknown": RefusalText(
        "この案件の賦課処理が見つかりません。月次の画面で確かめてください",
        "This case has no levy run. Look at the month's page.",
        404,
    ),
    "levy_run_open": RefusalText(
        "{year}年度の賦課処理が終わっていません。先にその案件を終えるか取りやめてください",
        "A levy run of {year} is not finished. Finish or stop that case first.",
    ),
    "levy_run_step_done": RefusalText(
        "この工程({step})はもう済んでいます。画面を開き直してください",
        "This step ({step}) is done already. Open the page anew.",
    ),
    "levy_run_step_missing": RefusalText(
        "先の工程({needed})が済んでいないので、この工程({step})に進めません。先の工程を済ませてください",
        "The step before ({needed}) is not done, so this one ({step}) cannot begin. Do that one first.",
        409,
        "地方自治法231条",
    ),
    "levy_run_stopped": RefusalText(
        "この賦課処理は取りやめられています。新しく締めから始めてください",
        "This levy run was stopped. Begin a new one with its cut-off.",
    ),
    "levy_run_released": RefusalText(
        "承認の後は取りやめられません。記帳を終え、更正で直してください",
        "It cannot be stopped after its release. Let it be posted and correct it by a change of levy.",
    ),
    "levy_run_trial_unfinished": RefusalText(
        "試算が終わっていません(済み{done}世帯)。終わるまで待ってください",
        "The trial is not finished ({done} households so far). Wait until it is.",
    ),
    "levy_run_outliers_unexplained": RefusalText(
        "前と大きく違う世帯が{count}件あります。わけを書いてください",
        "{count} households differ much from before. Write why.",
        422,
    ),
    "levy_run_posting_unfinished": RefusalText(
        "記帳が終わっていません(残り{left}世帯)。終わるまで待ってください",
        "The posting is not finished ({left} households left). Wait until it is.",
    ),
    "levy_run_count_differs": RefusalText(
        "差出票の通数{count}が発送すべき{expected}通と合いません。引抜きを確かめて数え直してください",
        "The post office counted {count}, but {expected} are to be sent. Check what was pulled and count again.",
        422,
    ),
    "levy_run_letters_waiting": RefusalText(
        "まだ発送に回っていない通知書が{count}通あります。放行するか引き抜いてください",
        "{count} notices are not handed over yet. Release them or pull them.",
    ),
    "levy_run_month_invalid": RefusalText(
        "月は処理する月の1日で入れてください", "Give the month by its first day.", 422
    ),
}
