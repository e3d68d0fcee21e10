"""Refusals of diagrams, tables, values and versions (手続、表、日付つきの値)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "value_missing": RefusalText(
        "{day}に使う値「{key}」がありません。値と条文を入れてから進めてください",
        'There is no value "{key}" for {day}. Enter it with its article, then go on.',
    ),
    "value_unconfirmed": RefusalText(
        "値「{key}」は{day}までに条文と照らすことになっています。照らしてから進めてください",
        'The value "{key}" was to be checked beside its article by {day}. Check it, then go on.',
    ),
    "value_file_invalid": RefusalText(
        "値のファイルに誤りがあります({fault})。直してから読み込んでください",
        "The file of values is faulty ({fault}). Correct it, then load it.",
        422,
    ),
    "table_no_answer": RefusalText(
        "表「{table}」に当てはまる行がありません。手続管理者に知らせてください",
        'No row of the table "{table}" answers. Tell the procedure manager.',
    ),
    "table_two_answers": RefusalText(
        "表「{table}」に当てはまる行が2つあります({rows})。手続管理者に知らせてください",
        'Two rows of the table "{table}" answer ({rows}). Tell the procedure manager.',
    ),
    "table_input_type": RefusalText(
        "表「{table}」に渡した「{name}」が型({type})に合いません。入力を確かめてください",
        'The input "{name}" of the table "{table}" is not of its type ({type}). Check the input.',
        422,
    ),
    "table_input_not_allowed": RefusalText(
        "表「{table}」に渡した「{name}」の値({value})は決められた値にありません。入力を確かめてください",
        'The value ({value}) of "{name}" is none of those the table "{table}" allows. Check the input.',
        422,
    ),
    "table_output_type": RefusalText(
        "表「{table}」の答え「{name}」({row})が列の型に合いません。手続管理者に知らせてください",
        'The answer "{name}" ({row}) of the table "{table}" does not fit its column. Tell the procedure manager.',
    ),
    "table_unknown": RefusalText(
        "表「{table}」がありません。手続管理者に知らせてください",
        'There is no table "{table}". Tell the procedure manager.',
    ),
    "table_input_missing": RefusalText(
        "表「{table}」に要る値「{name}」がありません。入力を確かめてください",
        'The table "{table}" lacks its input "{name}". Check the input.',
        422,
    ),
    "expression_invalid": RefusalText(
        "式を読めません({fault})。書き方を確かめてください", "The expression cannot be read ({fault}). Check it.", 422
    ),
    "expression_failed": RefusalText(
        "式「{expression}」を計算できません({fault})。手続管理者に知らせてください",
        'The expression "{expression}" cannot be computed ({fault}). Tell the procedure manager.',
    ),
    "gateway_no_way": RefusalText(
        "「{element}」から進む先がありません。手続管理者に知らせてください",
        'No way leads on from "{element}". Tell the procedure manager.',
    ),
    "procedure_faulty": RefusalText(
        "手続「{slug}」を始められませんでした。何も記録していません。手続管理者に知らせてください",
        "The procedure “{slug}” could not be started. Nothing was recorded. Tell the procedure manager.",
        500,
    ),
    "procedure_not_found": RefusalText(
        "手続「{procedure}」がありません。名前を確かめてください",
        'There is no procedure "{procedure}". Check the name.',
        404,
    ),
    "procedure_not_active": RefusalText(
        "手続「{procedure}」は今は受け付けていません。手続管理者に確かめてください",
        'The procedure "{procedure}" is not open now. Ask the procedure manager.',
    ),
    "procedure_findings": RefusalText(
        "図に{count}件の誤りがあるので公開できません。一覧の箇所を直してください",
        "The diagram has {count} findings and cannot be deployed. Mend the places listed.",
        422,
    ),
    "version_unknown": RefusalText(
        "この案件の手続の版が見つかりません。情報システム責任者に知らせてください",
        "The version of the procedure is not found. Tell the information system officer.",
        500,
    ),
    "operator_unknown": RefusalText(
        "自動処理「{operator}」がありません。手続管理者に知らせてください",
        'There is no operator "{operator}". Tell the procedure manager.',
    ),
    "operator_input_invalid": RefusalText(
        "自動処理「{operator}」に渡す値「{name}」が合いません({fault})。入力を確かめてください",
        'The input "{name}" of the operator "{operator}" does not fit ({fault}). Check the input.',
        422,
    ),
    "state_unreadable": RefusalText(
        "案件の保存状態を読めません。情報システム責任者に知らせてください",
        "The stored state of the case cannot be read. Tell the information system officer.",
        500,
    ),
    "too_many_steps": RefusalText(
        "案件が終わらずに回り続けるので止めました。手続管理者に知らせてください",
        "The case went round without end, so it was stopped. Tell the procedure manager.",
    ),
    "subscription_not_open": RefusalText(
        "この案件はその知らせを待っていません。案件を開いて確かめてください",
        "The case does not wait for this message. Open the case.",
    ),
    "file_unsafe": RefusalText(
        "安全でない内容のファイルです({fault})。除いてから読み込んでください",
        "The file holds unsafe content ({fault}). Remove it, then load the file.",
        422,
    ),
}
