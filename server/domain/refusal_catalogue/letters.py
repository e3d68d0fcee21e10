"""Refusals around letters (通知書): what would print wrongly or go to the wrong place is held."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "letter_not_found": RefusalText(
        "この通知書は見つかりません。案件から開き直してください",
        "This letter is not found. Open it from the case.",
        404,
    ),
    "letter_unknown": RefusalText(
        "通知書「{letter}」の様式がありません。手続管理者に知らせてください",
        'There is no form for the letter "{letter}". Tell the procedure manager.',
    ),
    "letter_slot_missing": RefusalText(
        "通知書の項目「{slot}」に値がありません。台帳を確かめてください",
        'The slot "{slot}" of the letter has no value. Check the registers.',
    ),
    "letter_slot_unknown": RefusalText(
        "様式にない項目「{slot}」が渡されました。手続管理者に知らせてください",
        'The letter has no slot "{slot}". Tell the procedure manager.',
    ),
    "print_batch_not_found": RefusalText(
        "この番号の一括印刷はありません。一覧で確かめてください",
        "There is no bulk print of this number. Look at the list.",
        404,
    ),
    "print_batch_not_stopped": RefusalText(
        "この一括印刷は止まっていません。一覧を開き直してください",
        "This bulk print has not stopped. Open the list again.",
        409,
    ),
    "print_file_not_found": RefusalText(
        "この名前のファイルはありません。一括印刷の画面から選んでください",
        "There is no file of this name. Choose it on the page of the bulk print.",
        404,
    ),
    "print_range_invalid": RefusalText(
        "番号の範囲が正しくありません。1から{letters}までの、{most}通以内の範囲を入れてください",
        "The range is not right. Enter a range from 1 to {letters} of at most {most} letters.",
        422,
    ),
    "print_range_two_files": RefusalText(
        "範囲が2つのファイルにまたがります。ファイルごとに分けてください",
        "The range runs over two files. Divide it by file.",
        422,
    ),
    "print_range_empty": RefusalText(
        "この範囲に印刷し直せる通知書はありません。番号を確かめてください",
        "No letter of this range can be printed again. Check the numbers.",
        422,
    ),
    "letter_batch_open": RefusalText(
        "この通知書の一括印刷が終わっていません。終わってから放行してください",
        "The run of this letter is still being printed. Release it when that is done.",
        409,
    ),
    "letter_held": RefusalText("{sentence_ja}", "{sentence_en}"),
    "letter_faulty": RefusalText(
        "通知書を作れません({fault})。手続管理者に知らせてください",
        "The letter cannot be made ({fault}). Tell the procedure manager.",
        500,
    ),
    "letter_held_glyph": RefusalText(
        "「{text}」の{sign}を印刷できる書体がありません。文字確認に回しました",
        'No font can print {sign} in "{text}". It was passed to the check of characters.',
    ),
    "letter_held_variant": RefusalText(
        "「{text}」の異体字が別の字形で印刷されます。文字確認に回しました",
        'A variant in "{text}" would print in another shape. It was passed to the check of characters.',
    ),
    "letter_held_font": RefusalText(
        "決めた書体以外({font})で印刷されるので止めました。情報システム責任者に知らせてください",
        "The letter would print in another font ({font}), so it is held. Tell the information system officer.",
    ),
    "letter_held_overflow": RefusalText(
        "「{slot}」が欄に収まりません。担当が書き方を決めるまで止めています",
        '"{slot}" does not fit its place. The letter is held until someone decides how to write it.',
    ),
    "letter_held_pages": RefusalText(
        "{pages}ページになりました({max}ページまで)。担当が確かめるまで止めています",
        "The letter runs to {pages} pages (at most {max}). It is held until someone looks at it.",
    ),
    "letter_held_share": RefusalText(
        "負担割合が決まっていないので資格確認書を止めています。所得を確かめてください",
        "The share is not settled, so the certificate is held. Settle the income.",
        409,
        "国民健康保険法施行規則6条4項",
    ),
    "letter_household_moved": RefusalText(
        "作ったあとに世帯の記録が変わったので止めました。作り直してください",
        "The household changed after the letter was made, so it is held. Make it again.",
    ),
    "protected_address": RefusalText(
        "支援措置のある人への宛先が安全な送付先になっていません。送付先を確かめるまで発行できません",
        "The address of a person under protection is not the safe one. It cannot be issued until that is settled.",
        409,
        "住民基本台帳事務処理要領 支援措置",
    ),
    "address_missing": RefusalText(
        "{person}さんの送り先がありません。送付先を確かめてください", "{person} has no mail address. Settle it.", 409
    ),
    "letter_not_at_window": RefusalText(
        "この通知書は窓口では渡せません。本人確認の結果により、登録の住所へ郵送してください",
        "This letter cannot be handed over at the window. By the identity check it goes to the registered address.",
    ),
    "letter_not_released": RefusalText(
        "まだ発送の決定がありません。権限のある人が決定してから渡してください",
        "The letter is not released. A person with the right must release it first.",
    ),
    "letter_already_released": RefusalText(
        "{name}さんが発送を決定済みです。取りやめるときは引き抜きの手続をしてください",
        "{name} has already released it. To stop it, have it pulled.",
    ),
    "letter_not_in_state": RefusalText(
        "通知書{count}通の状態が変わっています。一覧を開き直してください",
        "{count} letters have moved on. Open the list again.",
    ),
    "letter_void": RefusalText(
        "無効にした通知書です。新しいものを作ってください", "This letter is void. Make a new one."
    ),
    "reprint_reason_missing": RefusalText(
        "控えの再印刷には理由が要ります。理由を選んでください", "A reprint needs a reason. Choose the reason.", 422
    ),
    "appeal_body_missing": RefusalText(
        "教示に書く審査会が決まっていません。市の値を入れてから発行してください",
        "The body for appeals is not set. Enter the city's value before issuing.",
        409,
        "行政不服審査法82条、国民健康保険法91条",
    ),
    "letter_not_in_force": RefusalText(
        "{day}に使う様式がありません。様式の適用日を確かめてください",
        "No form of the letter is in force on {day}. Check its dates.",
    ),
    "print_system_missing": RefusalText(
        "印刷に要るもの({what})がありません。情報システム責任者に知らせてください",
        "Something needed for printing is missing ({what}). Tell the information system officer.",
        500,
    ),
    "archive_damaged": RefusalText(
        "保存した通知書が記録と合いません。開かずに情報システム責任者に知らせてください",
        "The archived letter differs from its record. Tell the information system officer.",
        500,
    ),
}
