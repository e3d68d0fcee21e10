"""Refusals at the desk (机の上の仕事): saved searches, pages set aside, calls, acts on many, undoing."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "deputy_not_in_turn": RefusalText(
        "この件の代決はできません。先の順位の代決者に頼むか、所属長に代決者を決め直してもらってください",
        "You cannot decide this case as a deputy. Ask the deputy before you, or the head to name another.",
        403,
        "事務決裁規程",
    ),
    "deputy_unfit": RefusalText(
        "{name}さんは代決者にできません。在職の正規職員で、不在の人とは別の人を選んでください",
        "{name} cannot be a deputy. Choose an official at work who is not the absent decider.",
        422,
        "事務決裁規程",
    ),
    "deputy_of_nobody": RefusalText(
        "{name}さんはその日この所属の決裁者ではありません。決裁者を選んでください",
        "{name} is no decider of this office on that day. Choose a decider.",
        422,
        "事務決裁規程",
    ),
    "deputy_named": RefusalText(
        "同じ期間に同じ順位か同じ人がもう決まっています。前のものを終わらせるか、順位を変えてください",
        "This rank or this person is named for these days already. End the earlier one or change the rank.",
        422,
    ),
    "deputy_days_wrong": RefusalText(
        "期間は今日からあとの日で、終わりは始めより後、{days}日までです。日を入れ直してください",
        "The days begin today or later, end after they begin, and are {days} at most. Enter them again.",
        422,
    ),
    "deputy_not_found": RefusalText(
        "この代決者はもう終わっています。一覧を開き直してください",
        "This deputy has ended already. Open the list again.",
        404,
    ),
    "deputy_act_not_own": RefusalText(
        "この代決の後閲は、不在だった本人が1度だけします。一覧を開き直してください",
        "Only the absent decider himself looks at this decision of a deputy, once. Open the list again.",
    ),
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
