"""Refusals of the managers' workshop (手続の工房)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "workshop_nothing_here": RefusalText(
        "「{path}」に手続のファイルがありません。場所を確かめてください",
        "There is no file of a procedure at “{path}”. Check the place.",
        422,
    ),
    "draft_not_found": RefusalText(
        "この下書きはありません。工房の一覧から開いてください",
        "There is no such draft. Open it from the workshop's list.",
        404,
    ),
    "draft_stands": RefusalText(
        "手続「{procedure}」には作りかけの下書きがあります。それを続けるか、破棄してから始めてください",
        "The procedure “{procedure}” has a draft under way. Go on with it, or discard it first.",
    ),
    "draft_stale": RefusalText(
        "{by}が先に保存しました(第{rev}改訂)。あなたの内容は別に残してあります。開き直して見比べてください",
        "{by} saved before you (revision {rev}). What you drew is kept apart. Open the draft again and compare.",
    ),
    "foreign_diagram": RefusalText(
        "このファイルは図として開けません({fault})。BPMN 2.0 の図(位置の記録を含む XML)を選んでください",
        "This file cannot be opened as a diagram ({fault}). Choose BPMN 2.0 in XML that holds the picture, too.",
        422,
    ),
    "draft_closed": RefusalText(
        "この下書きは公開か破棄が済んでいます。新しい下書きを始めてください",
        "This draft has been released or discarded. Begin a new one.",
    ),
    "draft_proposed": RefusalText(
        "この下書きは決裁を待っています。直すには差し戻してください",
        "This draft waits for its decision. Send it back to change it.",
    ),
    "draft_not_proposed": RefusalText(
        "この下書きはまだ決裁に出ていません。描いた人が公開を申し出てください",
        "This draft has not been proposed yet. Whoever drew it proposes it for release.",
    ),
    "draft_same_person": RefusalText(
        "描いた人・申し出た人は公開できません。もう一人の手続管理者が公開してください",
        "Whoever drew or proposed it may not release it. A second procedure manager releases it.",
        403,
    ),
    "draft_unchanged": RefusalText(
        "下書きは公開中の版と同じです。直してから申し出てください",
        "The draft equals the version in force. Change it, then propose it.",
        422,
    ),
    "draft_is_an_old_version": RefusalText(
        "下書きは第{no}版と同じです。前の版に戻すには「版を戻す」を使ってください",
        "The draft equals version {no}. Roll back to return to an earlier version.",
        422,
    ),
    "draft_base_moved": RefusalText(
        "下書きを始めた後に別の版が公開されました。新しい下書きを始めて、書き出した内容を取り込んでください",
        "Another version was released after this draft was begun. Begin a new draft and import what you exported.",
    ),
    "draft_value_moved": RefusalText(
        "申し出た後に別の下書きが値「{key}」を変えました。下書きに戻し、今の値との違いを見てから申し出直してください",
        "Another draft has changed {key} since this one was proposed. Send it back, look at the difference from "
        "the value in force now, then propose it again.",
    ),
    "draft_day": RefusalText(
        "適用開始日は{day}以後、400日以内にしてください",
        "The date of effect must be {day} or later, within 400 days.",
        422,
    ),
    "draft_reason": RefusalText("理由を入れてください", "Enter the reason.", 422),
    "draft_path": RefusalText(
        "「{path}」はこの手続のファイルではありません。名前を確かめてください",
        "This is no file of the procedure: {path}. Check its name.",
        422,
    ),
    "draft_file_unknown": RefusalText(
        "この下書きに「{path}」はありません。下書きの頁から開いてください",
        "This draft has no {path}. Open it from the draft's page.",
        404,
    ),
    "value_unknown": RefusalText(
        "値「{key}」はありません。一覧から選んでください", "There is no value “{key}”. Choose one of the list.", 404
    ),
    "value_needed": RefusalText("値を入れてください", "Enter the value.", 422),
    "value_not_whole": RefusalText(
        "数字だけの整数で入れてください(例 430000)", "Enter a whole number in figures (for example 430000).", 422
    ),
    "value_not_rate": RefusalText(
        "率は 7.71% か 0.0771 のように入れてください", "Enter the rate like 7.71% or 0.0771.", 422
    ),
    "value_flag": RefusalText("「はい」か「いいえ」を入れてください", "Enter yes or no.", 422),
    "value_first_past": RefusalText(
        "始まる日は{day}以後にしてください。過ぎた日の値は書き換えられません",
        "The first day must be {day} or later. What held on past days cannot be rewritten.",
        422,
    ),
    "value_confirmed_ahead": RefusalText(
        "確認した日は今日までの日にしてください", "The day of confirmation cannot lie ahead.", 422
    ),
    "value_again_past": RefusalText(
        "次に確認する日は明日以後にしてください", "The day to confirm again must lie ahead.", 422
    ),
    "value_citation": RefusalText(
        "根拠を{letters}字以内で入れてください", "Enter the citation in at most {letters} characters.", 422
    ),
    "proposal_unknown": RefusalText(
        "この更新案はもう待っていません。頁を開き直してください",
        "This proposal waits no more. Open the page again.",
        404,
    ),
    "sentence_variable": RefusalText(
        "文{no}の〔{name}〕という差込みはありません。一覧から選んでください",
        "Sentence {no}: there is no variable 〔{name}〕. Choose one of the list.",
        422,
    ),
    "sentence_code": RefusalText(
        "文{no}に二重の波かっこは使えません。差込みは一覧から選んでください",
        "Sentence {no}: double braces cannot be used. Choose variables from the list.",
        422,
    ),
    "sentence_long": RefusalText(
        "文{no}は長すぎます。3000字以内にしてください", "Sentence {no} is too long. Keep within 3000 characters.", 422
    ),
    "form_uneditable": RefusalText(
        "様式「{path}」はこの画面では直せません。ファイルを取り込み直してください",
        "The form {path} cannot be edited here. Import its file again.",
        422,
    ),
    "form_words": RefusalText(
        "見出しと案内は{letters}字以内の文字で入れてください",
        "Labels and help hold at most {letters} printable characters.",
        422,
    ),
    "table_unreadable": RefusalText(
        "表「{path}」は開けません。ファイルを取り込み直してください",
        "The table {path} cannot be shown. Import its file again.",
        422,
    ),
    "table_shape": RefusalText(
        "表は1行以上{rows}行以内、一つの欄は{letters}字以内にしてください",
        "A table has 1 to {rows} rows, a cell at most {letters} characters.",
        422,
    ),
    "draft_too_large": RefusalText(
        "「{path}」は大きすぎるか、ファイルがありません。2 MB、200ファイル以内にしてください",
        "Too large, or no file at all: {path}. Keep within 2 MB and 200 files.",
        422,
    ),
    "draft_zip": RefusalText(
        "取り込めるファイルではありません({fault})。書き出した zip を選んでください",
        "This file cannot be taken in ({fault}). Choose a zip that was exported.",
        422,
    ),
    "rollback_value_changed": RefusalText(
        "値「{key}」はその後にまた変わっています。新しい下書きで直してください",
        "The value “{key}” has been changed since. Mend it in a new draft.",
    ),
    "rollback_not_current": RefusalText(
        "この版は今の版ではありません。一覧を開き直してください",
        "This version is not the one in force. Open the list again.",
    ),
    "rollback_nothing_before": RefusalText("前の版がないので戻せません", "There is no version before it to return to."),
    "move_not_found": RefusalText(
        "この移行の計画はありません。手続の頁から開いてください",
        "There is no such plan of a move. Open it from the procedure's page.",
        404,
    ),
    "move_versions": RefusalText(
        "移す元と先は、同じ手続の公開された別の版を選んでください",
        "Choose two different released versions of the same procedure.",
        422,
    ),
    "move_plan": RefusalText(
        "移行の計画に合わない項目があります({element})。図の要素を確かめてください",
        "The plan names what is not there or names it twice ({element}). Check the elements of the diagrams.",
        422,
    ),
    "move_done": RefusalText(
        "この移行は終わっているか、取り消されています", "This move is finished or has been undone."
    ),
    "scenario_invalid": RefusalText(
        "筋書きに読めないところがあります({fault})。書き方を確かめてください",
        "The recorded walk cannot be read ({fault}). Check how it is written.",
        422,
    ),
    "tryout_days": RefusalText(
        "日数は1から{most}までの数字で入れてください",
        "Enter a number of days from 1 to {most}.",
        422,
    ),
    "tryout_fact": RefusalText(
        '台帳の答えを JSON で入れてください(例: [] や "文字")',
        'Enter what the registers answer as JSON, such as [] or "text".',
        422,
    ),
    "tryout_stopped": RefusalText(
        "ここでは進めません({said})。入力や台帳の答えを見直すか、図を直してください",
        "It does not go on here ({said}). Look at what you entered and at the registers' answers, or mend the diagram.",
        422,
    ),
    "scenario_failed": RefusalText(
        "終わりまたは待ちまで進めなかったので記録しませんでした({fault})",
        "It did not come to an end or a wait, so it was not recorded ({fault}).",
        422,
    ),
}
