"""Refusals of single fields of a form or of an API call (項目の誤り), HTTP 422."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText


def _field(ja: str, en: str, basis: str | None = None) -> RefusalText:
    return RefusalText(ja, en, 422, basis)


TEXTS: dict[str, RefusalText] = {
    "required": _field("必ず入れる項目です。入れてください", "This field is required. Enter a value."),
    "too_long": _field("{max}文字までです。短くしてください", "At most {max} characters. Shorten the text."),
    "too_short": _field("{min}文字以上です。入れ直してください", "At least {min} characters. Enter it again."),
    "wrong_type": _field(
        "値の種類が違います({expected}が要ります)。入れ直してください",
        "The value is of another kind ({expected} is needed). Enter it again.",
    ),
    "not_an_option": _field(
        "選択肢にない値です。選択肢から選んでください", "Not one of the options. Choose from them."
    ),
    "option_twice": _field("同じ選択肢が2回あります。1回にしてください", "An option is given twice. Give it once."),
    "unknown_field": _field(
        "この様式にない項目「{name}」があります。除いて送り直してください",
        'The form has no field "{name}". Remove it and send again.',
    ),
    "answer_not_asked": _field(
        "今の答えでは尋ねていない項目です。空にしてください",
        "This is not asked with the present answers. Leave it empty.",
    ),
    "not_json": _field(
        "データとして保存できない値があります({path}: {fault})。直して送り直してください",
        "A value cannot be stored as data ({path}: {fault}). Correct it and send again.",
    ),
    "control_character": _field(
        "見えない制御文字が入っています。消して入れ直してください",
        "The text holds an invisible control character. Remove it and enter the text again.",
    ),
    "not_a_number": _field(
        "数字として読めません。入れ直してください", "This cannot be read as a number. Enter it again."
    ),
    "not_digits": _field(
        "数字でない文字「{sign}」があります。数字だけを入れてください",
        'The character "{sign}" is not a digit. Enter digits only.',
    ),
    "number_too_small": _field("{min}以上の数を入れてください", "Enter a number of at least {min}."),
    "number_too_large": _field("{max}以下の数を入れてください", "Enter a number of at most {max}."),
    "too_few_rows": _field("{min}人分以上が要ります。行を足してください", "At least {min} rows are needed. Add rows."),
    "too_many_rows": _field("{max}人分までです。行を減らしてください", "At most {max} rows. Remove rows."),
    "row_twice": _field(
        "同じ人が2行にあります。一方を消してください", "The same person stands in two rows. Remove one of them."
    ),
    "reason_missing": _field("理由が要ります。理由を入れてください", "A reason is needed. Enter the reason."),
    "group_not_confirmed": _field(
        "「{group}」をまだ照合していません。原本と見比べて確かめてください",
        '"{group}" is not checked yet. Compare it with the paper and confirm it.',
    ),
    "group_differs": _field(
        "「{group}」が相違です。差し戻して直してもらってください",
        '"{group}" differs from the paper. Return the case to have it corrected.',
    ),
    "must_be_ticked": _field("印を付けないと進めません。確かめて印を付けてください", "Confirm this and tick the box."),
    "too_many_chosen": _field("{max}つまで選べます。減らしてください", "At most {max} can be chosen. Untick some."),
    "too_few_chosen": _field("{min}つ以上選んでください", "Choose at least {min}."),
    "read_only_field": _field(
        "ここでは変えられない項目です。除いて送り直してください",
        "This cannot be changed here. Remove it and send again.",
    ),
    "not_canonical": _field(
        "APIでは決まった書き方が要ります。{expected} の形で送り直してください",
        "The API takes one spelling only. Send it as {expected}.",
    ),
    # Dates
    "date_given_twice": _field(
        "日付と、分かる部分だけの日付が両方あります。どちらか一方にしてください",
        "Both a whole date and its known parts are given. Give one of them.",
    ),
    "not_the_next_day": _field(
        "「{other_ja}」の翌日ではありません。証明書を確かめてください",
        'This is not the day after "{other_en}". Check the certificate.',
    ),
    "not_a_date": _field(
        "日付として読めません。令和6年5月1日、R6.5.1、5060501、2024-05-01 のどれかの形で入れてください",
        "This cannot be read as a date. Enter it like 令和6年5月1日, R6.5.1, 5060501 or 2024-05-01.",
    ),
    "day_not_in_month": _field(
        "{month}に{day}日はありません。入れ直してください", "{month} has no day {day}. Enter the date again."
    ),
    "month_not_in_year": _field(
        "{month}月はありません。1月から12月で入れ直してください",
        "There is no month {month}. Enter a month from 1 to 12.",
    ),
    "era_year_zero": _field(
        "{era}0年はありません。元年(1年)から数えて入れ直してください",
        "{era} has no year 0. Count from year 1 (元年) and enter the date again.",
    ),
    "day_not_in_era": _field(
        "{text}はありません。{era}は{first}から{last}までです。入れ直してください",
        "{text} does not exist: {era} runs from {first} to {last}. Enter the date again.",
    ),
    "era_missing": _field(
        "元号がありません。令和6年のように元号を付けるか、西暦4桁で入れてください",
        "The era is missing. Write the era (令和6年) or a year of four digits.",
    ),
    "era_digit_unknown": _field(
        "7桁の先頭は元号の番号です(1明治 2大正 3昭和 4平成 5令和)。入れ直してください",
        "The first of seven digits is the era (1 Meiji, 2 Taisho, 3 Showa, 4 Heisei, 5 Reiwa). Enter it again.",
    ),
    "date_out_of_range": _field("{first}から{last}までの日付を入れてください", "Enter a date from {first} to {last}."),
    "date_in_future": _field(
        "今日より先の日付です。今日までの日付を入れてください",
        "The date lies after today. Enter a date up to today.",
        "国民健康保険法7条・9条1項",
    ),
    "date_too_early": _field(
        "{limit}より前の日付です。入れ直してください", "The date is before {limit}. Enter it again."
    ),
    "date_too_late": _field(
        "{limit}より後の日付です。入れ直してください", "The date is after {limit}. Enter it again."
    ),
    "dates_reversed": _field(
        "終わりの日が始まりの日より前です。両方の日付を確かめて入れ直してください",
        "The last day is before the first day. Check both dates and enter them again.",
    ),
    # Names, numbers and addresses
    "kana_invalid": _field(
        "フリガナに使えない文字「{sign}」があります。カタカナで入れ直してください",
        'The reading holds "{sign}". Enter it in katakana.',
    ),
    "my_number_length": _field(
        "個人番号は12桁です(今は{length}桁)。番号確認書類を見て入れ直してください",
        "A My Number has 12 digits (now {length}). Look at the document and enter it again.",
        "番号法施行令8条",
    ),
    "my_number_check_digit": _field(
        "個人番号の検査用数字が合いません。番号確認書類を見て12桁を入れ直してください",
        "The check digit of the My Number does not fit. Look at the document and enter the 12 digits again.",
        "番号法施行令8条、平成26年総務省令85号5条",
    ),
    "my_number_in_text": _field(
        "個人番号と思われる12桁の数字があります。この欄から消し、個人番号の欄に入れてください",
        "The text holds 12 digits that look like a My Number. Remove them here and use the field for My Numbers.",
        "番号法19条・20条",
    ),
    "my_number_not_canonical": _field(
        "APIでは個人番号を半角の数字12桁で送ってください", "Send a My Number as 12 half-width digits."
    ),
    "my_number_not_sealed": _field(
        "前に入れた個人番号が見つかりません。番号確認書類を見て入れ直してください",
        "The My Number entered before is not found. Look at the document and enter it again.",
    ),
    "my_number_twice": _field(
        "同じ個人番号が2人にあります。番号確認書類を見て入れ直してください",
        "Two persons have the same My Number. Look at the documents and enter them again.",
    ),
    "postal_code_invalid": _field(
        "郵便番号は7桁です。2600026 または 260-0026 の形で入れ直してください",
        "A postal code has 7 digits. Enter it like 2600026 or 260-0026.",
    ),
    "postal_code_unknown": _field(
        "この郵便番号の町名が見つかりません。番号を確かめるか、住所を直接入れてください",
        "No town has this postal code. Check it, or enter the address yourself.",
    ),
    "phone_invalid": _field(
        "電話番号として読めません。市外局番から、0で始まる10桁か11桁で入れ直してください",
        "This is no telephone number. Enter 10 or 11 digits from the area code, beginning with 0.",
    ),
    "password_weak": _field(
        "推測されやすいパスワードです({fault})。{min}文字以上の別のものにしてください",
        "This password is easily guessed ({fault}). Choose another of at least {min} characters.",
    ),
    "password_reused": _field(
        "前に使ったパスワードです。別のものにしてください", "This password was used before. Choose another one."
    ),
    "password_differs": _field(
        "上と同じパスワードになっていません。もう一度入れてください",
        "This is not the same as above. Enter it once more.",
    ),
    # Uploads
    "upload_missing": _field("ファイルが届いていません。選び直してください", "No file arrived. Choose it again."),
    "upload_id_invalid": _field(
        "取り込んだファイルの番号として読めません。選び直してください",
        "This is not the number of an uploaded file. Choose the file again.",
    ),
    "upload_too_large": _field(
        "ファイルが大きすぎます({max}MBまで)。解像度を下げるか分けて入れてください",
        "The file is too large (at most {max} MB). Scan at a lower resolution or split it.",
    ),
    "upload_kind_unknown": _field(
        "PDF、PNG、JPEG、TIFFのどれでもありません。どれかの形で取り込み直してください",
        "This is no PDF, PNG, JPEG or TIFF file. Scan it again in one of these forms.",
    ),
    "upload_too_many_pages": _field(
        "ページが多すぎます({max}ページまで)。分けて入れてください",
        "The document has too many pages (at most {max}). Split it.",
    ),
    "upload_unreadable": _field(
        "ファイルを開けません。取り込み直してください", "The file cannot be opened. Scan it again."
    ),
    "upload_encrypted": _field(
        "パスワードの付いたファイルは入れられません。外して入れ直してください",
        "A file with a password cannot be taken in. Remove the password and try again.",
    ),
    "upload_active_content": _field(
        "動作する内容を含むファイルは入れられません。印刷して取り込み直してください",
        "A file with active content cannot be taken in. Print it and scan the paper.",
    ),
    "upload_name_my_number": _field(
        "ファイル名に個人番号と思われる数字があります。名前を変えて入れ直してください",
        "The file name holds what looks like a My Number. Rename the file and try again.",
        "番号法19条・20条",
    ),
}
