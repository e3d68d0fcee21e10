"""Refusals of dunning runs (督促)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "dunning_run_unknown": RefusalText(
        "督促処理がありません。督促の一覧から開いてください",
        "There is no such dunning run. Open one from the list.",
        404,
    ),
    "dunning_run_stands": RefusalText(
        "納期限{due}の督促処理はもう開かれています。督促一覧から開いてください",
        "The dunning run of {due} is open already. Open it from the list.",
        409,
    ),
    "dunning_due_not_passed": RefusalText(
        "納期限{due}はまだ過ぎていません。納期限の翌日から開始できます",
        "The due date {due} has not passed. A run can be started from the day after it.",
        422,
    ),
    "dunning_due_unknown": RefusalText(
        "納期限{due}の期別がありません。納期限の日を確かめてください",
        "No instalment is due on {due}. Check the date.",
        422,
    ),
    "dunning_cut_off_too_late": RefusalText(
        "入金の基準日は昨日までの日にしてください。{day}は選べません",
        "The cut-off is yesterday or earlier. {day} cannot be chosen.",
        422,
    ),
    "dunning_cut_off_before_due": RefusalText(
        "入金の基準日は納期限{due}より後の日にしてください",
        "The cut-off lies behind the due date {due}.",
        422,
    ),
    "dunning_receipts_missing": RefusalText(
        "{day}までの入金データが揃っていません({missing})。取り込むか、入金のない届を記録してから進めてください",
        "Payments up to {day} are not all in ({missing}). Import them, or record that there were none, then go on.",
        409,
        basis="地方自治法231条の3第1項",
    ),
    "dunning_mail_unsorted": RefusalText(
        "{day}までの郵便に、未仕分けの封筒が{left}通あります。喪失の届かもしれません。先に仕分けてください",
        "{left} envelopes of the mail up to {day} are not sorted; one may tell of a loss. Sort them first.",
        409,
        basis="督促事務要領",
    ),
    "dunning_step_done": RefusalText(
        "この工程({step})はもう済んでいます。ページを開き直してください",
        "This step ({step}) is done already. Open the page again.",
        409,
    ),
    "dunning_step_early": RefusalText(
        "先に{needs}を済ませてください",
        "{needs} comes first.",
        409,
    ),
    "dunning_work_unfinished": RefusalText(
        "一覧または発行の処理がまだ終わっていません(残り{left}件)。しばらくしてから開き直してください",
        "The list or the issue is still being worked on ({left} left). Open it again in a while.",
        409,
    ),
    "dunning_left_out_without_owner": RefusalText(
        "除外した{left}件に担当者または督促期限がありません。すべてに入れてください",
        "{left} instalments left out have no owner or no date. Give both for each.",
        422,
    ),
    "dunning_owner_unknown": RefusalText(
        "担当者{owner}は督促または徴収の担当ではありません。利用者IDを確かめてください",
        "{owner} is not an officer for dunning or collection. Check the user id.",
        422,
    ),
    "dunning_dun_by_invalid": RefusalText(
        "督促期限は明日から{latest}までの日にしてください",
        "The date lies between tomorrow and {latest}.",
        422,
    ),
    "dunning_line_unknown": RefusalText(
        "この期別は一覧にないか、除外されたものではありません",
        "This instalment is not on the list, or is not left out.",
        404,
    ),
    "dunning_count_differs": RefusalText(
        "数えた{count}件・{yen}円が一覧と合いません。一覧から数え直してください",
        "You counted {count} and {yen} yen, which is not what the list has. Count from the list again.",
        422,
    ),
    "dunning_samples_few": RefusalText(
        "見本で確かめるのは{least}件以上です",
        "Look at {least} samples at least.",
        422,
    ),
    "dunning_appeal_unresolved": RefusalText(
        "督促状の教示(審査請求の相手)が決まっていないため、承認できません。市の値 dunning.appeal_notice と"
        " city.appeal_body を確かめてください",
        "The appeal notice of the letter is not settled, so nothing can be released. Check the city's values"
        " dunning.appeal_notice and city.appeal_body.",
        409,
        basis="行政不服審査法82条、国民健康保険法91条",
    ),
    "dunning_dispatch_invalid": RefusalText(
        "発送予定日は今日から後の開庁日にしてください。{day}は選べません",
        "The day of dispatch is an open day from today on. {day} cannot be chosen.",
        422,
    ),
    "dunning_designated_before_due": RefusalText(
        "指定期限{day}が納期限{due}より後になりません。発送予定日を確かめてください",
        "The designated date {day} is not behind the due date {due}. Check the day of dispatch.",
        422,
        basis="地方自治法231条の3第1項",
    ),
    "dunning_letters_not_ready": RefusalText(
        "まだ印刷できる形になっていない督促状が{left}通あります。しばらくしてから引き渡してください",
        "{left} letters are not made yet. Hand over in a while.",
        409,
    ),
    "dunning_nothing_to_hand_over": RefusalText(
        "引き渡す督促状がありません。処理を取りやめてください",
        "No letter is left to hand over. Stop the run.",
        409,
    ),
    "dunning_mail_count_differs": RefusalText(
        "差出票の通数{count}が、引渡し{handed}通から引抜き{pulled}通を除いた{expected}通と合いません。数え直してください",
        "The slip counts {count}, but {handed} were handed over and {pulled} pulled: {expected}. Count again.",
        422,
    ),
    "dunning_posted_on_invalid": RefusalText(
        "発送日は引渡しの日{handed}から今日までの日にしてください",
        "The day of posting lies between the hand-over on {handed} and today.",
        422,
    ),
    "dunning_designated_too_near": RefusalText(
        "{day}に発送すると、刷ってある指定期限{printed}では{days}日に足りません。引き抜いて次の処理で作り直してください",
        "Posted on {day}, the printed date {printed} is nearer than {days} days. Pull the letters, make them anew.",
        409,
        basis="地方自治法231条の3第1項",
    ),
    "dunning_table_lets_nothing_out": RefusalText(
        "決定表「督促の要否」では、ふつうの未納も督促になりません。手続管理者に知らせてください",
        "By the table of dunning not even a plain unpaid instalment is dunned. Tell the procedure manager.",
        409,
    ),
    "dunning_already_dunned": RefusalText(
        "この期別はもう督促しています。期別ごとに督促は一度だけです",
        "This instalment was dunned already. Each is dunned once.",
        409,
        basis="国民健康保険法110条2項",
    ),
    "dunning_apology_unexplained": RefusalText(
        "誤りの原因を選び、内容を書いてください",
        "Choose the cause, and say what was wrong.",
        422,
    ),
    "dunning_apology_not_wrong": RefusalText(
        "この期別の督促状は発送されていません。お詫びの対象ではありません",
        "No dunning letter of this instalment was posted. There is nothing to apologise for.",
        409,
    ),
}
