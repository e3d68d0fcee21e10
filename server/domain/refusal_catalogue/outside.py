"""Refusals of the API, of linked systems and of the command line (外部との接続)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "not_found": RefusalText("見つかりません。番号を確かめてください", "Not found. Check the number.", 404),
    "method_not_allowed": RefusalText(
        "この宛先では使えない呼び方です。説明を確かめてください",
        "This method is not allowed here. See the reference.",
        405,
    ),
    "not_acceptable": RefusalText(
        "この形では返せません。説明を確かめてください", "It cannot be sent in this form. See the reference.", 406
    ),
    "body_not_json": RefusalText(
        "本文をJSONとして読めません。送り直してください", "The body cannot be read as JSON. Send it again.", 400
    ),
    "body_too_large": RefusalText(
        "送られた内容が大きすぎます({max}MBまで)。減らして送り直してください",
        "The request is too large (at most {max} MB). Reduce it and send again.",
        413,
    ),
    "body_type_wrong": RefusalText(
        "本文の種類が application/json ではありません。JSONで送り直してください",
        "The body is not declared as application/json. Send JSON.",
        415,
    ),
    "content_not_base64": RefusalText(
        "中身をbase64として読めません。送り直してください", "The content is not base64. Send it again.", 422
    ),
    "subject_differs": RefusalText(
        "subject と data の世帯番号が違います。どちらかに直して送り直してください",
        "The household numbers in subject and data differ. Correct one and send again.",
        422,
    ),
    "too_many_papers": RefusalText(
        "一度に送れる書類は{max}点までです。残りは案件に足してください",
        "At most {max} papers at once. Add the others to the case.",
        422,
    ),
    "idempotency_key_invalid": RefusalText(
        "Idempotency-Key は1文字から{max}文字の見える文字です。付け直して送ってください",
        "An Idempotency-Key is 1 to {max} visible characters. Correct it and send again.",
        400,
    ),
    "idempotency_mismatch": RefusalText(
        "同じ Idempotency-Key で違う内容が送られました。新しい鍵で送り直してください",
        "The same Idempotency-Key came with other content. Send it with a new key.",
    ),
    "idempotency_running": RefusalText(
        "同じ Idempotency-Key の処理が進んでいます。少し待って送り直してください",
        "A request with the same Idempotency-Key is under way. Wait and send again.",
    ),
    "query_invalid": RefusalText(
        "絞り込み「{name}」の値が正しくありません。直して送り直してください",
        'The value of the filter "{name}" is not valid. Correct it and send again.',
        422,
    ),
    "search_too_short": RefusalText(
        "探す言葉が短すぎます。{min}文字以上か番号を入れてください",
        "The search is too short. Enter at least {min} characters or a number.",
        422,
    ),
    "search_my_number": RefusalText(
        "個人番号では探せません。氏名、生年月日、記号番号、受付番号で探してください",
        "One cannot search by My Number. Search by name, birth date, insured number or case number.",
        422,
        "番号法9条",
    ),
    "search_too_many": RefusalText(
        "{max}件を超えます。生年月日などを足して絞ってください",
        "There are more than {max} hits. Add the birth date or more of the name.",
        422,
    ),
    "import_file_unreadable": RefusalText(
        "ファイルを読めません({fault})。送り元に作り直しを頼んでください",
        "The file cannot be read ({fault}). Ask the sender for a new one.",
        422,
    ),
    "import_file_twice": RefusalText(
        "同じファイルをもう取り込んでいます。何も取り込んでいません",
        "This file was taken in before. Nothing was taken in now.",
    ),
    "import_sequence_gap": RefusalText(
        "ファイルの通し番号は{expected}のはずですが{found}です。間のファイルを先に取り込んでください",
        "The file's number should be {expected}, and is {found}. Take in the files between first.",
    ),
    "import_totals_differ": RefusalText(
        "件数か合計がファイルの見出しと合いません({fault})。何も取り込んでいません。送り元に確かめてください",
        "Count or total differs from the file's header ({fault}). Nothing was taken in. Ask the sender.",
        422,
    ),
    "export_not_due": RefusalText(
        "送るものがありません。連携の一覧を確かめてください", "There is nothing to send. Look at the list of exports."
    ),
    "lookup_unanswered": RefusalText(
        "照会の答えがまだありません。{day}まで待つか、証明書で進めてください",
        "The inquiry is not answered yet. Wait until {day}, or go on by the certificate.",
    ),
    "holiday_file_invalid": RefusalText(
        "祝日のCSVの{line}行目を読めません。内閣府の公表する形のまま渡してください",
        "Line {line} of the file of holidays cannot be read. Give it as the Cabinet Office publishes it.",
        422,
    ),
    "holiday_year_incomplete": RefusalText(
        "{year}年の祝日が{count}日しかありません。その年の揃ったファイルを渡してください",
        "The year {year} has only {count} holidays. Give a file with the whole year.",
        422,
    ),
    "demo_half_made": RefusalText(
        "若葉市を作る途中で止まったものが残っています。{folder} を消してから、もう一度始めてください",
        "A city whose making was cut short is left. Remove {folder} and start again.",
    ),
    "demo_in_production": RefusalText(
        "試しの市は本番の設定では作れません。KOKUHO_MODE=demo で動かしてください",
        "The demo city is not made in production. Run with KOKUHO_MODE=demo.",
    ),
    "setting_invalid": RefusalText(
        "設定「{name}」が正しくありません({fault})。直してから起動してください",
        'The setting "{name}" is not valid ({fault}). Correct it, then start.',
        500,
    ),
    "setting_unknown": RefusalText(
        "設定「{name}」はありません。「{nearest}」の書き誤りではないか確かめてください",
        'There is no setting "{name}". Check whether "{nearest}" is meant.',
        500,
    ),
    "setting_not_a_choice": RefusalText(
        "設定「{name}」の値「{value}」は使えません。{choices} のどれかにしてください",
        'The setting "{name}" cannot be "{value}". Choose one of {choices}.',
        500,
    ),
    "setting_not_whole_number": RefusalText(
        "設定「{name}」の値「{value}」は使えません。{low}から{high}までの整数にしてください",
        'The setting "{name}" cannot be "{value}". Give a whole number from {low} to {high}.',
        500,
    ),
    "setting_bad_database_url": RefusalText(
        "設定「{name}」をデータベースの宛先として読めません。{choices} のどれかの形にしてください",
        'The setting "{name}" is no address of a database. Write it as one of {choices}.',
        500,
    ),
    "setting_bad_public_url": RefusalText(
        "設定「{name}」の値「{value}」を宛先として読めません。https://名前 の形にしてください",
        'The setting "{name}" cannot be "{value}". Write it like https://name.',
        500,
    ),
    "setting_required_in_production": RefusalText(
        "本番では設定「{name}」が要ります。設定してから起動してください",
        'Production needs the setting "{name}". Set it, then start.',
        500,
    ),
    "setting_keys_inside_data": RefusalText(
        "鍵の置き場所(設定「{name}」)がデータの中にあります。データの外に移してください",
        'The folder of keys (setting "{name}") lies inside the data. Move it out.',
        500,
    ),
    "setting_public_url_not_https": RefusalText(
        "本番では設定「{name}」を https:// で始めてください",
        'In production the setting "{name}" must begin with https://.',
        500,
    ),
    "key_file_missing": RefusalText(
        "鍵のファイル「{path}」が{folder}にありません。控えから戻してください。作り直すと今のデータを読めなくなります",
        'The key file "{path}" is missing in {folder}. Restore it from the backup; a new one cannot read present data.',
        500,
    ),
    "key_file_unreadable": RefusalText(
        "鍵のファイル「{path}」を読めません。控えと見比べてください",
        'The key file "{path}" cannot be read. Compare it with the backup.',
        500,
    ),
    "key_file_open_to_others": RefusalText(
        "鍵のファイル「{path}」をほかの利用者も読めます。所有者だけが読めるようにしてください",
        'The key file "{path}" can be read by others. Let its owner alone read it.',
        500,
    ),
    "clock_not_movable": RefusalText(
        "本番では業務日を動かせません", "The business day cannot be moved in production.", 403
    ),
    "guide_demo_only": RefusalText("この案内は試しの市だけのものです", "This walk is for the demo city alone.", 403),
    "guide_moved_on": RefusalText(
        "案内は先へ進んでいます。画面を開き直して、いまの工程から続けてください",
        "The walk has moved on. Open the page again and go on from the present step.",
        409,
    ),
    "clock_backwards": RefusalText(
        "業務日は今({day})より前にも、10年より先にも動かせません",
        "The business day can be moved neither before the present one ({day}) nor more than ten years ahead.",
        422,
    ),
    "database_busy": RefusalText(
        "データベースが混んでいます。少し待ってからやり直してください",
        "The database is busy. Wait a moment and try again.",
        503,
    ),
    "internal_error": RefusalText(
        "思わぬ誤りで止まりました。何も変えていません。番号{incident}を添えて情報システム責任者に知らせてください",
        "It stopped on an unexpected fault; nothing was changed. Tell the information system officer: {incident}.",
        500,
    ),
}
