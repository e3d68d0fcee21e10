"""From tree to answer (評価): each part becomes a small closure over data that is only ever looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from server.engine.feel_ast import (
    Between,
    Call,
    Compare,
    CompareTest,
    In,
    ListOf,
    Literal,
    Logic,
    Node,
    Not,
    Path,
    RangeTest,
    Subject,
    Test,
    ValueTest,
    has_subject,
)
from server.engine.feel_errors import FeelError
from server.engine.feel_functions import FUNCTIONS
from server.engine.feel_lexer import iso_date
from server.engine.feel_values import (
    Truth,
    WrittenText,
    all_of,
    any_of,
    compare,
    equal,
    kind_of,
    negated,
    ordered,
)

Closure = Callable[[Mapping[str, Any], Any], Any]
"""`closure(data, subject)`: the case data and, in a table cell, the value asked about."""
TestClosure = Callable[[Mapping[str, Any], Any, Any], Truth]
"""`test(data, subject, value)`: whether `value` passes."""

_DATE_PARTS: dict[str, Callable[[date], int]] = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "weekday": lambda day: day.isoweekday(),
}


def look_up(value: Any, names: tuple[str, ...]) -> Any:
    """Follows `names` through JSON data: what is missing is None, a list answers with a list (FEEL)."""
    for at, name in enumerate(names):
        if type(value) is dict:  # nearly always; to ask for any mapping takes longer than the look-up itself
            value = value.get(name)
        elif value is None:
            return None
        elif isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list | tuple):
            return [look_up(item, names[at:]) for item in value]
        else:
            value = _date_part(value, name)
    return value


def _date_part(value: Any, name: str) -> int | None:
    day = iso_date(value) if isinstance(value, str) else value
    return _DATE_PARTS[name](day) if isinstance(day, date) and name in _DATE_PARTS else None


def build(node: Node) -> Closure:  # noqa: C901 - one arm per kind of part
    """The closure that answers one expression."""
    match node:
        case Literal(value=value):
            return _constant(WrittenText(value) if isinstance(value, str) else value)
        case Path(names=names):
            return lambda data, _subject: look_up(data, names)
        case Subject(names=names):
            return lambda _data, subject: look_up(subject, names)
        case ListOf(items=items):
            return _list([build(item) for item in items])
        case Compare(op=op, left=left, right=right):
            return _comparison(op, build(left), build(right))
        case Between(value=value_node, low=low, high=high):
            return _between(build(value_node), build(low), build(high))
        case In(value=value_node, tests=tests):
            return _in(build(value_node), build_tests(tests))
        case Logic(op=op, parts=parts):
            return _logic(op, [build(part) for part in parts])
        case Not(operand=operand):
            inner = build(operand)
            return lambda data, subject: negated(inner(data, subject))
        case Call(name=name, args=args):
            return _call(FUNCTIONS[name].run, [build(arg) for arg in args])


def _constant(value: Any) -> Closure:
    return lambda _data, _subject: value


def _list(items: list[Closure]) -> Closure:
    return lambda data, subject: [item(data, subject) for item in items]


def _comparison(op: str, left: Closure, right: Closure) -> Closure:
    return lambda data, subject: compare(op, left(data, subject), right(data, subject))


def _between(value: Closure, low: Closure, high: Closure) -> Closure:
    def answer(data: Mapping[str, Any], subject: Any) -> Truth:
        found = value(data, subject)
        return all_of([ordered(">=", found, low(data, subject)), ordered("<=", found, high(data, subject))])

    return answer


def _in(value: Closure, tests: TestClosure) -> Closure:
    return lambda data, subject: tests(data, subject, value(data, subject))


def _logic(op: str, parts: list[Closure]) -> Closure:
    join = all_of if op == "and" else any_of
    return lambda data, subject: join([part(data, subject) for part in parts])


def _call(run: Callable[..., Any], args: list[Closure]) -> Closure:
    return lambda data, subject: run(*[arg(data, subject) for arg in args])


def build_tests(tests: tuple[Test, ...]) -> TestClosure:
    """The closure that tells whether a value passes any of `tests`."""
    built = [_test(test) for test in tests]
    return lambda data, subject, value: any_of([test(data, subject, value) for test in built])


def _test(test: Test) -> TestClosure:
    match test:
        case CompareTest(op=op, endpoint=endpoint):
            end = build(endpoint)
            return lambda data, subject, value: compare(op, value, end(data, subject))
        case RangeTest():
            return _range(test)
        case ValueTest(node=node) if has_subject(node):
            condition = build(node)
            return lambda data, subject, _value: _truth(condition(data, subject))
        case ValueTest(node=node):
            return _value(build(node), isinstance(node, Literal | ListOf))


def _truth(answer: Any) -> Truth:
    return answer if isinstance(answer, bool) else None


def _range(test: RangeTest) -> TestClosure:
    low, high = build(test.low), build(test.high)
    above, below = (">=" if test.low_closed else ">"), ("<=" if test.high_closed else "<")

    def answer(data: Mapping[str, Any], subject: Any, value: Any) -> Truth:
        return all_of([ordered(above, value, low(data, subject)), ordered(below, value, high(data, subject))])

    return answer


def _value(wanted: Closure, written: bool) -> TestClosure:
    def answer(data: Mapping[str, Any], subject: Any, value: Any) -> Truth:
        found = wanted(data, subject)
        if kind_of(found) == "list":
            return any_of([any(equal(item, value) is True for item in found), equal(found, value) is True])
        if isinstance(found, bool) and not written:
            raise _two_readings()
        return equal(value, found)

    return answer


def _two_readings() -> FeelError:
    return FeelError(
        "two_readings",
        0,
        "真偽の値を持つ名前は、欄や in の後では二通りに読めます。? = 名前、または a = b の形で書いてください。",
        "A name holding true/false can be read two ways here; write ? = name, or a = b.",
    )
