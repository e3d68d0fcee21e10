"""Refusals at the desk (机の上の仕事): saved searches, pages set aside, calls, acts on many, undoing."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "search_not_found": RefusalText(
        "この保存した条件はもうありません。一覧から選び直してください",
        "This saved search is no longer there. Choose from the list.",
        404,
    ),
    "search_name_taken": RefusalText(
        "同じ名前の条件がもうあります。ほかの名前にしてください",
        "A saved search has this name already. Choose another name.",
        422,
    ),
    "searches_full": RefusalText(
        "保存できる条件は{max}までです。使わないものを消してから保存してください",
        "At most {max} searches can be saved. Delete one you no longer use first.",
        422,
    ),
    "search_empty": RefusalText(
        "条件が1つも付いていません。絞り込んでから保存してください",
        "Nothing is narrowed yet. Set a filter, then save.",
        422,
    ),
    "aside_full": RefusalText(
        "脇に置けるのは{max}件までです。1件を済ませるか戻してから置いてください",
        "At most {max} pages can be set aside. Finish one or take it up again first.",
    ),
    "aside_not_found": RefusalText(
        "この件は脇に置いてありません。書きかけの一覧から開いてください",
        "This page is not set aside. Open it from the list of drafts.",
        404,
    ),
    "follow_up_not_ahead": RefusalText(
        "再確認日は明日よりあとの日です。日を入れ直してください",
        "The day to look again must lie ahead. Enter another day.",
        422,
    ),
    "follow_up_too_late": RefusalText(
        "再確認日は期限({due})までの日です。日を早めてください",
        "The day to look again must not lie behind the due day ({due}). Choose an earlier day.",
        422,
    ),
    "follow_up_too_far": RefusalText(
        "再確認日は{days}日先までです。日を早めてください",
        "The day to look again lies at most {days} days ahead. Choose an earlier day.",
        422,
    ),
    "call_back_not_found": RefusalText(
        "この折り返しはもう済んでいるか、自分の記録ではありません。一覧を開き直してください",
        "This call back is done already, or not of your notes. Open the list again.",
        404,
    ),
    "call_back_past": RefusalText(
        "折り返しの日が過ぎています。今日からあとの日を入れてください",
        "The day to call back has passed. Enter today or a later day.",
        422,
    ),
    "phone_number_unknown": RefusalText(
        "この番号の案件も世帯も見つからないか、あなたの所属では扱えません。番号を確かめるか、空けてください",
        "No case or household of your offices has this number. Check it, or leave it empty.",
        422,
    ),
    "bulk_needs_look": RefusalText(
        "「{step}」は1件ずつ開いて確かめる仕事です。まとめて完了にはできません",
        'Each task of "{step}" must be opened and looked at. They cannot be completed together.',
        422,
    ),
    "bulk_needs_answers": RefusalText(
        "「{step}」は件ごとに入れる項目があります。1件ずつ開いて進めてください",
        '"{step}" has answers of its own for each case. Open them one by one.',
        422,
    ),
    "bulk_mixed_steps": RefusalText(
        "ちがう工程が混ざっています。同じ工程だけを選んでください",
        "Different steps were chosen together. Choose tasks of one step.",
        422,
    ),
    "bulk_not_found": RefusalText(
        "このまとめた仕事は見つかりません。受信箱から選び直してください",
        "This act on many is not found. Choose the tasks in the inbox again.",
        404,
    ),
    "undo_nothing": RefusalText(
        "取り消せる直前の仕事はありません。案件を開いて今の状態を見てください",
        "There is nothing of yours to take back. Open the case to see where it stands.",
    ),
}
