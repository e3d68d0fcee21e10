"""The words of the difference (違いの言葉): what elements and their properties are called, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

SHOWN_NAMES = 3
_NOUN = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff]$")


class Words(NamedTuple):
    """The same in Japanese and in English."""

    ja: str
    en: str


FILES = (
    (".bpmn", Words("図", "diagram")),
    (".dmn", Words("決定表", "table")),
    (".html.j2", Words("通知書の文面", "letter text")),
    (".css", Words("体裁", "style sheet")),
    (".typical.json", Words("通知書の見本(標準)", "typical sample of letter")),
    (".hardest.json", Words("通知書の見本(最難)", "hardest sample of letter")),
    (".yaml", Words("通知書・設定", "letter head or settings")),
)

ELEMENTS = {
    "definitions": Words("図のファイル", "diagram file"),
    "collaboration": Words("図の枠", "collaboration"),
    "participant": Words("プール", "pool"),
    "process": Words("手続", "process"),
    "laneSet": Words("レーンの組", "lane set"),
    "lane": Words("レーン", "lane"),
    "startEvent": Words("開始", "start"),
    "endEvent": Words("終了", "end"),
    "intermediateCatchEvent": Words("待ち", "wait"),
    "intermediateThrowEvent": Words("通知", "throw event"),
    "boundaryEvent": Words("縁のイベント", "boundary event"),
    "userTask": Words("タスク", "task"),
    "manualTask": Words("手作業", "manual task"),
    "task": Words("タスク", "task"),
    "serviceTask": Words("自動処理", "service task"),
    "businessRuleTask": Words("判定", "rule task"),
    "sendTask": Words("送信", "send task"),
    "receiveTask": Words("受信", "receive task"),
    "callActivity": Words("部品の呼出し", "call"),
    "subProcess": Words("小手続", "sub-process"),
    "exclusiveGateway": Words("分岐", "gateway"),
    "inclusiveGateway": Words("包含分岐", "inclusive gateway"),
    "parallelGateway": Words("並行", "parallel gateway"),
    "eventBasedGateway": Words("待ち分岐", "event gateway"),
    "sequenceFlow": Words("流れ", "flow"),
    "messageFlow": Words("知らせの流れ", "message flow"),
    "message": Words("知らせ", "message"),
    "error": Words("誤り", "error"),
    "textAnnotation": Words("注記", "note"),
    "association": Words("注記の線", "line of a note"),
    "decision": Words("決定表", "table"),
    "decisionTable": Words("決定表", "table"),
    "input": Words("入力の列", "input column"),
    "output": Words("出力の列", "output column"),
    "rule": Words("行", "row"),
}

PROPERTIES = {
    "@name": Words("名前", "name"),
    "@id": Words("識別名", "id"),
    "@default": Words("既定の行き先", "default way"),
    "@sourceRef": Words("出所", "source"),
    "@targetRef": Words("行き先", "target"),
    "@attachedToRef": Words("付いている先", "host"),
    "@cancelActivity": Words("中断するか", "whether it interrupts"),
    "@calledElement": Words("呼び出す部品", "called part"),
    "@isExecutable": Words("実行するか", "whether it runs"),
    "@processRef": Words("手続", "process"),
    "@hitPolicy": Words("当て方", "hit policy"),
    "@aggregation": Words("集計", "aggregation"),
    "@label": Words("列名", "label"),
    "@typeRef": Words("型", "type"),
    "inputExpression/text": Words("式", "expression"),
    "inputExpression@typeRef": Words("型", "type"),
    "inputValues/text": Words("取りうる値", "allowed values"),
    "outputValues/text": Words("取りうる値", "allowed values"),
    "defaultOutputEntry/text": Words("既定の答え", "default answer"),
    "documentation": Words("説明", "documentation"),
    "text": Words("文", "text"),
    "conditionExpression": Words("条件", "condition"),
    "extensionElements/calledDecisionId": Words("使う決定表", "table"),
    "extensionElements/serviceTaskOperator@id": Words("処理", "operator"),
    "timerEventDefinition/timeDuration": Words("期間", "period"),
    "timerEventDefinition/timeDate": Words("日時", "date"),
    "timerEventDefinition/timeCycle": Words("繰返し", "cycle"),
    "messageEventDefinition@messageRef": Words("待つ知らせ", "message"),
    "errorEventDefinition@errorRef": Words("誤り", "error"),
    "annotationEntry/text": Words("根拠", "note"),
    "description": Words("説明", "description"),
    "lane": Words("担当のレーン", "lane"),
    "event": Words("イベントの種類", "kind of event"),
    "incoming": Words("入る流れの記載", "listed flows in"),
    "outgoing": Words("出る流れの記載", "listed flows out"),
    "order": Words("行き先を調べる順", "order of ways"),
}

EXTENSIONS = {
    "act": Words("動作", "act"),
    "role": Words("担当", "role"),
    "due": Words("期限", "due date"),
    "form": Words("様式", "form"),
    "differs_from": Words("別の人がする相手", "other person than at"),
    "checks": Words("照合の対象", "what it checks"),
    "waiting": Words("書類待ち", "waiting for papers"),
    "fresh": Words("新しい読込み", "fresh reading"),
    "letterTemplate": Words("通知書", "letter"),
}

KEYS = {
    "title": Words("題名", "title"),
    "label": Words("表示名", "label"),
    "hint": Words("説明", "hint"),
    "type": Words("型", "type"),
    "required": Words("必須", "required"),
    "max": Words("上限", "maximum"),
    "min": Words("下限", "minimum"),
    "default": Words("初めの値", "default"),
    "show_if": Words("表示の条件", "condition to show"),
    "options": Words("選択肢", "option"),
    "not_before": Words("この日以後", "not before"),
    "not_after": Words("この日以前", "not after"),
    "width": Words("幅", "width"),
    "legal_basis": Words("根拠条文", "legal basis"),
    "valid_from": Words("適用開始", "valid from"),
    "issuer": Words("発行者", "issuer"),
    "seal": Words("公印", "seal"),
    "envelope": Words("封筒", "envelope"),
    "page_limit": Words("頁の上限", "page limit"),
    "appeal_notice": Words("教示", "appeal notice"),
    "slots": Words("差込み", "slot"),
    "enclosures": Words("同封物", "enclosures"),
    "retention_years": Words("保存年限", "retention"),
    "delivery": Words("郵送の種類", "delivery"),
    "section": Words("区分", "section"),
    "version": Words("版", "version"),
    "ja": Words("日本語", "Japanese"),
    "en": Words("英語", "English"),
    "value": Words("値", "value"),
    "unit": Words("単位", "unit"),
    "article": Words("根拠", "article"),
    "source": Words("出典", "source"),
    "status": Words("確認の状態", "status"),
    "confirm_again_by": Words("次の確認期限", "confirm again by"),
    "from": Words("適用開始", "from"),
    "to": Words("適用終了", "to"),
}


def element_word(tag: str) -> Words:
    """What an element is called; an unknown one by its own name."""
    return ELEMENTS.get(tag, Words(tag, tag))


def key_word(key: str) -> Words:
    """What a key of a form or letter is called."""
    return KEYS.get(key, Words(key, key))


def period_word(unit: str, amount: object) -> Words:
    """A length in days: 14開庁日 / 14 open days."""
    ja, en = _UNITS.get(unit, (unit, unit))
    return Words(f"{amount}{ja}", f"{amount} {en}".rstrip())


def called(names: Sequence[str]) -> Words:
    """Elements as the subject of a sentence: 催告; in brackets what ends like a verb: 「書類を待つ」."""
    shown = [name if _NOUN.search(name) else f"「{name}」" for name in names[:SHOWN_NAMES]]
    more = len(names) - len(shown)
    ja = "・".join(shown) + (f"ほか{more}か所" if more else "")
    en = ", ".join(f"“{name}”" for name in names[:SHOWN_NAMES]) + (f" and {more} more" if more else "")
    return Words(ja, en)


_UNITS = {
    "days": ("日", "days"),
    "days_rolled": ("日(開庁日に繰り下げ)", "days, moved to an open day"),
    "open_days": ("開庁日", "open days"),
    "months": ("か月", "months"),
    "months_rolled": ("か月(開庁日に繰り下げ)", "months, moved to an open day"),
    "minutes": ("分", "minutes"),
    "yen": ("円", "yen"),
    "age": ("歳", "years of age"),
    "rate": ("", ""),
    "text": ("", ""),
}
