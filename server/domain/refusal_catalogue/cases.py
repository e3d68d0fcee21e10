"""Refusals by the state of a case, a task or a household (案件の状態), mostly HTTP 409."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "case_not_found": RefusalText(
        "この受付番号の案件は見つかりません。番号を確かめてください", "No case has this number. Check the number.", 404
    ),
    "task_not_found": RefusalText(
        "この仕事は見つかりません。一覧から開き直してください", "This task is not found. Open it from the list.", 404
    ),
    "household_not_found": RefusalText(
        "この世帯は見つかりません。番号を確かめてください", "This household is not found. Check the number.", 404
    ),
    "person_not_found": RefusalText(
        "この人は宛名に見つかりません。番号を確かめるか、氏名と生年月日で探してください",
        "This person is not in the register. Check the number, or search by name and birth date.",
        404,
    ),
    "document_not_found": RefusalText(
        "この書類は見つかりません。案件から開き直してください",
        "This document is not found. Open it from the case.",
        404,
    ),
    "case_closed": RefusalText(
        "この案件は終わっています。続きは新しい案件として受け付けてください",
        "This case has ended. Take in what follows as a new case.",
    ),
    "case_failed": RefusalText(
        "この案件は事故として止まっています({incident})。事故の担当が直すまで待ってください",
        "This case is stopped as an incident ({incident}). Wait until its owner has mended it.",
    ),
    "not_claimed": RefusalText(
        "だれも引き受けていない仕事です。引き受けてから進めてください", "Nobody has taken this task. Take it first."
    ),
    "claimed_by_other": RefusalText(
        "{name}さんが先に引き受けました。急ぐときは{name}さんに聞いてください",
        "{name} took this task first. Ask {name} when it is urgent.",
    ),
    "release_not_own": RefusalText(
        "ほかの人が引き受けた仕事は戻せません。本人か所属長に頼んでください",
        "A task taken by someone else cannot be put back. Ask that person or the head of office.",
        403,
    ),
    "assignee_cannot_work": RefusalText(
        "{name}さんにはこの仕事の権限がありません。ほかの人を選んでください",
        "{name} has no right to work this task. Choose another person.",
        422,
    ),
    "stale_page": RefusalText(
        "画面を開いたあとに{name}さんが先に進めました。入力は残っています。今の内容を見てから進めてください",
        "{name} moved this on after you opened the page. What you typed is kept. Look at it as it is now, then go on.",
    ),
    "case_moved": RefusalText(
        "画面を開いたあとに、この案件は手続の新しい版に移りました。まだ何も記録していません。入力は残っています。"
        "新しい様式で見直してから、もう一度進めてください",
        "This case was moved to a new version of its procedure after you opened the page. Nothing was recorded. What "
        "you typed is kept. Look it over on the new form, then go on.",
    ),
    "facts_changed": RefusalText(
        "画面を開いたあとに台帳が変わりました。入力は残っています。今の内容を確かめてから進めてください",
        "The registers changed after you opened the page. What you typed is kept. Check the present state, then go on.",
    ),
    "already_done": RefusalText(
        "この仕事は{name}さんが済ませています。案件を開いて続きを見てください",
        "{name} has already done this task. Open the case to see what follows.",
    ),
    "too_busy": RefusalText(
        "同じ世帯をほかの人が同時に変えています。少し待ってからやり直してください",
        "Someone else is changing the same household. Wait a moment and try again.",
    ),
    "task_not_open": RefusalText(
        "この仕事は今の案件では開いていません。案件を開いて続きを見てください",
        "This task is not open in the case now. Open the case to see what follows.",
    ),
    "undo_too_late": RefusalText(
        "次の人がもう開いたので取り消せません。次の人に差し戻しを頼んでください",
        "The next person has opened it, so it cannot be undone. Ask that person to send it back.",
    ),
    "withdraw_after_decision": RefusalText(
        "決定のあとは取り下げられません。喪失または変更の届として受け付けてください",
        "It cannot be withdrawn after the decision. Take in a withdrawal or a change instead.",
    ),
    "case_wait_without_date": RefusalText(
        "期限のない保留はできません。期限を入れてください", "A hold needs a date. Enter the date.", 422
    ),
    "paper_location_missing": RefusalText(
        "紙の届の保管場所が入っていません。保管場所を入れてから終えてください",
        "The place of the paper is not recorded. Enter it before closing the case.",
        422,
    ),
    "daylist_not_ready": RefusalText(
        "{day}の一覧はまだ締まっていません。業務の終わったあとに確認してください",
        "The list of {day} is not closed yet. Confirm it after the day's work.",
    ),
    "daylist_confirmed": RefusalText(
        "{day}の一覧は{name}さんが確認済みです。あとから見つけた誤りは事故として記録してください",
        "{name} has confirmed the list of {day}. Record a mistake found later as an incident.",
    ),
    "daylist_changed": RefusalText(
        "画面を開いたあとに{day}の一覧が変わりました。見直してから確認してください",
        "The list of {day} changed after you opened the page. Look again, then confirm.",
    ),
    "daylist_own_decisions": RefusalText(
        "自分が決定した案件の一覧は確認できません。ほかの所属長か代決者に頼んでください",
        "You cannot confirm a list with your own decisions. Ask another head or the deputy.",
        403,
        "専決規程",
    ),
    "incident_not_found": RefusalText(
        "この事故は見つかりません。一覧から開き直してください",
        "This incident is not found. Open it from the list.",
        404,
    ),
    "register_overlap": RefusalText(
        "同じ期間の記録が台帳にもうあります。今の記録を確かめてください",
        "The register already holds a row for these days. Check the present row.",
    ),
    "register_change_unknown": RefusalText(
        "台帳異動の種類「{kind}」を扱えません。手続管理者に知らせてください",
        'There is no register change "{kind}". Tell the procedure manager.',
        500,
    ),
    "register_change_reused": RefusalText(
        "同じ番号「{key}」で内容の違う台帳異動がもうあります。何も変えていません。手続管理者に知らせてください",
        'Another change of the registers already has the key "{key}". Nothing was changed. Tell the procedure manager.',
        500,
    ),
    "audit_refused": RefusalText(
        "操作の記録を残せないので、何も変えていません。情報システム責任者に知らせてください",
        "The act could not be recorded, so nothing was changed. Tell the information system officer.",
        500,
    ),
    "message_not_awaited": RefusalText(
        "この案件は今、通信「{kind}」を待っていません。何も変えていません",
        'The case is not waiting for the message "{kind}" now. Nothing was changed.',
    ),
    "message_kind_unknown": RefusalText(
        "通信の種類「{kind}」はありません。種類を確かめてください", 'There is no message "{kind}". Check the kind.', 422
    ),
    "message_source_reused": RefusalText(
        "同じ番号「{source_id}」で内容の違う通信がもうあります。番号を確かめてください",
        'Another message already has the number "{source_id}". Check the number.',
    ),
}
