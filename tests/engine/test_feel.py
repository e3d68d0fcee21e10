"""The expression language: what it answers, what it refuses, and that nothing in it ever runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.feel import FeelError, compile_expression, compile_unary
from server.engine.feel_walker import MAX_LENGTH

DATA: dict[str, Any] = {
    "a": 5,
    "zero": 0,
    "s": "x",
    "t": True,
    "n": None,
    "d": "2026-03-31",
    "rate": Decimal("0.5"),
    "list": [1, 2, 3],
    "rows": [{"n": 1, "d": "2026-01-01"}, {"n": 2}],
    "enter": {"reason": "moved_in", "deep": {"er": 1}},
    "入力": {"理由": "転入"},
}


def value(text: str, data: dict[str, Any] | None = None) -> Any:
    return compile_expression(text).evaluate(DATA if data is None else data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # literals
        ("1", 1),
        ("007", 7),
        ("-5", -5),
        (".5", Decimal("0.5")),
        ("1.0", 1),
        ('"x"', "x"),
        ('"a\\"b\\\\c\\n\\t\\u3042\\U01F600"', 'a"b\\c\n\tあ😀'),
        ('"\\uD83D\\uDE00"', "😀"),
        ("true", True),
        ("null", None),
        ('date("2026-04-01")', "2026-04-01"),
        ('@"2026-04-01"', "2026-04-01"),
        ("[1, [2], null]", [1, [2], None]),
        # looking up
        ("enter.reason", "moved_in"),
        ("enter.deep.er", 1),
        ("入力.理由", "転入"),
        ("nothing", None),
        ("nothing.at.all", None),
        ("a.b", None),
        ("rows.n", [1, 2]),
        ("rows.d", ["2026-01-01", None]),
        ("d.year", 2026),
        ("d.month", 3),
        ("d.day", 31),
        ("d.weekday", 2),
        ("s.year", None),
        # equality
        ("a = 5", True),
        ("a == 5", True),
        ("=a = 5", True),
        ("a != 5", False),
        ("a = 5.0", True),
        ("rate = .50", True),
        ('a = "5"', None),
        ('a != "5"', None),
        ("t = 1", None),
        ("zero = false", None),
        ("n = null", True),
        ("a = null", False),
        ("a != null", True),
        ("null = null", True),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [1]", False),
        ('[1] = ["1"]', None),
        ("enter.deep = enter.deep", True),
        ("enter = enter.deep", False),
        # order
        ("a < 6", True),
        ("a >= 5", True),
        ('"a" < "b"', True),
        ("a < null", None),
        ('a < "6"', None),
        ("t < false", None),
        ("list < 5", None),
        # days
        ('d < date("2026-04-01")', True),
        ('date("2026-04-01") > d', True),
        ('d = @"2026-03-31"', True),
        ('"2026-03-31" = @"2026-03-31"', None),
        ('s < @"2026-04-01"', None),
        ("date(d) = d", True),
        ("date(s)", None),
        # between and in
        ("a between 1 and 5", True),
        ("a between 6 and 9", False),
        ("n between 1 and 5", None),
        ("a in [1..5]", True),
        ("a in [1..5)", False),
        ("a in ]4..6[", True),
        ("a in (1, 5)", True),
        ("a in [1, 5]", True),
        ("a in list", False),
        ("2 in list", True),
        ("a in (< 3, > 4)", True),
        ("a in ([1..2], [4..6])", True),
        ('s in ("x", "y")', True),
        ("n in (1, null)", True),
        ('d in [@"2026-01-01"..@"2026-12-31"]', True),
        # logic
        ('a = 5 and s = "x"', True),
        ("a = 5 and n", None),
        ("a = 6 and n", False),
        ("n and a = 6", False),
        ("a = 5 or n", True),
        ("a = 6 or n", None),
        ("a = 6 or a = 5 and t", True),
        ("not(t)", False),
        ("not(n)", None),
        ("not(a)", None),
        ("not(a = 6) and t", True),
        # functions
        ("count(list)", 3),
        ("count([])", 0),
        ("count(n)", None),
        ("count(a)", 1),
        ("list contains(list, 2)", True),
        ("list contains(list, null)", False),
        ("list contains([null], n)", True),
        ("list contains(rows.d, d)", False),
        ('contains("abc", "b")', True),
        ('starts with(enter.reason, "moved")', True),
        ('ends with(enter.reason, "moved")', False),
        ("starts with(a, s)", None),
        ('string length("あ😀")', 2),
    ],
)
def test_an_expression_answers_as_the_standard_says(text: str, expected: object) -> None:
    answer = value(text)
    assert answer == expected
    assert type(answer) is type(expected)


def test_only_true_itself_opens_a_way() -> None:
    assert compile_expression("t").is_true(DATA)
    for text in ("a", "n", "s", "list", "a = null", 'a = "5"', "not(n)"):
        assert not compile_expression(text).is_true(DATA)


def test_the_names_of_an_expression_are_known_before_it_runs() -> None:
    found = compile_expression('enter.reason = "x" and count(rows) > limit or a in [low..high]').names
    assert found == {"enter.reason", "rows", "limit", "a", "low", "high"}


def test_an_answer_is_a_copy_of_the_data() -> None:
    compile_expression("rows").evaluate(DATA)[0]["n"] = 99
    assert DATA["rows"][0]["n"] == 1


def test_numbers_are_exact() -> None:
    data = {"x": Decimal("0.1"), "big": 10**30}
    assert value("x = 0.1", data) is True
    assert value("big = 1000000000000000000000000000001", data) is False


@pytest.mark.parametrize(
    ("cell", "passes", "fails"),
    [
        ("-", [1, None, "x"], []),
        ("", [1, None], []),
        ("5", [5, Decimal("5.0")], [6, "5", None, True]),
        ('"A","B"', ["A", "B"], ["C", None]),
        ("< 5", [4], [5, "4", None]),
        ("[1..6]", [1, 6], [0, 7, None]),
        ("(1..6)", [2], [1, 6]),
        ("not(7)", [8, None], [7, "8"]),
        ("not(1, [3..5])", [2, 6], [1, 4]),
        ("null", [None], [0, ""]),
        ("not(null)", [0, ""], [None]),
        ("true", [True], [False, 1, None]),
        ("[1, 2]", [1, 2, [1, 2]], [3]),
        ("a", [5], [6]),
        ("< a", [4], [5]),
        ("? > 3 and ? != a", [4], [5, 3]),
        ("? in list", [3], [4]),
        ("a = ?", [5], [6]),
        ('starts with(?, "x")', ["xy"], ["y", 1, None]),
        ("not(? > 3)", [3], [4, None]),
        ('date("2026-04-01")', ["2026-04-01"], ["2026-04-02", "x"]),
        ('>= @"2026-04-01"', ["2026-04-01"], ["2026-03-31", None]),
        ("?.n = 1", [{"n": 1}], [{"n": 2}, 1]),
    ],
)
def test_a_cell_passes_and_fails_as_the_standard_says(cell: str, passes: list[Any], fails: list[Any]) -> None:
    tests = compile_unary(cell)
    assert [v for v in passes if not tests.test(v, DATA)] == []
    assert [v for v in fails if tests.test(v, DATA)] == []


def test_a_name_of_true_or_false_in_a_cell_is_not_guessed_at() -> None:
    with pytest.raises(FeelError, match="two ways"):
        compile_unary("t").test(True, DATA)


def test_names_with_spaces_and_signs_are_read_when_declared() -> None:
    known = frozenset({"Pre-bureau risk", "Applicant Age"})
    expression = compile_expression('Pre-bureau risk = "HIGH" and Applicant Age > 3', known)
    assert expression.names == known
    assert expression.is_true({"Pre-bureau risk": "HIGH", "Applicant Age": 4})


REFUSED = {
    "arithmetic": ["1 + 1", "a - 1", "a -1", "-a", "a * 2", "a / 2", "2 ** 8", "a % 2", "- (1)"],
    "foreign": [
        "${a}",
        "#{a}",
        "a && t",
        "a || t",
        "!t",
        "a eq 5",
        "a <> 5",
        "a === 5",
        "a is null",
        "'x'",
        "a ? 1 : 2",
    ],
    "programs": ["if t then 1 else 2", "for x in list return x", "some x in list satisfies x", "function(x) x"],
    "unfinished": [
        "",
        " ",
        "a =",
        "(a",
        "a)",
        "[1",
        "a and",
        "not",
        "not t",
        "a in",
        "a in ()",
        "a between 1",
        '"x',
        ",",
    ],
    "chained": ["1 < a < 9", "a = 5 = t", "a in list = t"],
    "names": ["a b", "a.b c", ".a", "a.", "a..b", "__class__", "a.__class__", "a.1", "1a", "a[1]", "a[b > 1]", "(a).b"],
    "words": ["True", "FALSE", "None", "NULL", "Null"],
    "dates": ['date("2026-02-30")', '@"2026-1-1"', '@"12:00:00"', '@"P1D"', 'date("2026-04-01T00:00")', "@x"],
    "numbers": ["1e5", "1.", "1" * 35, "１", "0x10", "1_000"],
    "strings": ['"\\x41"', '"\\uD83D"', '"\\U110000"', '"a\nb"', '"\\'],
    "wide": ["a＝5", "（a）", "ａ", "a，b", "「a」"],
    "calls": ["max(1, 2)", "foo()", "count()", "count(1, 2)", "date(year: 1)", "now()", "a.count(1)", 'string("a")'],
    "ranges": ["[1..5]", "(1..5)", "a = [1..5]", "a in [1..]", "a in [..5]", "a in [(1)..", "?", "? > 5"],
}


@pytest.mark.parametrize("text", [text for texts in REFUSED.values() for text in texts])
def test_what_is_outside_the_language_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression(text)
    assert 0 <= caught.value.position <= len(text)
    assert caught.value.message_ja
    assert caught.value.message_en


@pytest.mark.parametrize(
    "cell", ["a = 5", "t and t", "not(a = 5)", "not(-)", "-,5", "1,", ",1", "< ", "5..6", "not(", "else"]
)
def test_cells_that_read_two_ways_or_none_are_refused(cell: str) -> None:
    with pytest.raises(FeelError):
        compile_unary(cell)


ESCAPES = [
    '__import__("os").system("id")',
    "__import__('os')",
    "().__class__.__base__.__subclasses__()",
    '"".__class__.__mro__[1].__subclasses__()',
    "a.__class__.__init__.__globals__",
    "enter.__class__",
    "enter.keys()",
    'getattr(a, "x")',
    'eval("1")',
    'exec("import os")',
    'compile("1", "", "eval")',
    'open("/etc/passwd")',
    'open("/etc/passwd").read()',
    "globals()",
    "locals()",
    "vars()",
    "dir()",
    "breakpoint()",
    "lambda: 1",
    "(lambda x: x)(1)",
    "[x for x in list]",
    "{1: 2}",
    "{a: 1}.a",
    "a := 1",
    "a; b",
    "import os",
    "from os import system",
    '"%s" % a',
    '"{0.__class__}".format(a)',
    'f"{a}"',
    "`id`",
    "$(id)",
    "a\\b",
    "a\0b",
    "9**9**9**9",
    '"a" * 1000000000',
    "list[0]",
    "list.append(4)",
    "a.b.c.d.e.f.__dict__",
    "type(a)",
    "super().x",
    "*a",
    "**a",
    "@a",
    "~a",
    "a if t else b",
    "await a",
    "yield a",
    "assert a",
    "print(a)",
    "/* a */ 1",
    "// a",
    "a\u202e = 1",
    "\ufeffa",
    "java.lang.System.exit(0)",
    "T(java.lang.Runtime).getRuntime()",
    "<script>alert(1)</script>",
    "a = 1 union select 1",
    "' or 1=1 --",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_an_attempt_to_escape_is_text_that_is_refused(text: str) -> None:
    for compiled in (compile_expression, compile_unary):
        with pytest.raises(FeelError):
            compiled(text)


@pytest.mark.parametrize("name", ["os", "eval", "self", "builtins", "constructor", "toString", "pop", "get"])
def test_a_name_is_only_ever_a_key_of_the_data(name: str) -> None:
    assert value(name) is None
    assert value(f"enter.{name}") is None
    assert value(name, {name: 1}) == 1


HUGE = {
    "long": "a" * (MAX_LENGTH + 1),
    "brackets": "(" * 2000 + "1" + ")" * 1900,
    "lists": "[" * 2000,
    "not": "not(" * 900,
    "in": "a in (" * 600,
    "ranges in lists": "a in [" * 600,
    "cells of ranges": "((" * 900 + "1..",
    "items": "[" + "1," * 1900 + "1]",
    "ors": "a or " * 790 + "a",
    "path": "a" + ".b" * 1900,
    "digits": "1" * 3999,
    "quotes": '"' * 3999,
    "escapes": '"' + "\\" * 3999,
    "mixed": "a in ((" * 500,
    "commas": ",".join(["(a"] * 1300),
}


MOST_CALLS = 150_000  # the longest text allowed takes 95,000; a way of reading that backtracks takes millions


@pytest.mark.parametrize("name", sorted(HUGE))
def test_a_huge_or_deep_text_is_refused_at_once(name: str) -> None:
    for compiled in (compile_expression, compile_unary):
        assert calls(partial(compiled, HUGE[name])) < MOST_CALLS


def calls(action: Callable[[], object]) -> int:
    """How many calls (and returns) it takes to refuse: the same on every machine, however busy it is."""
    made, before = 0, sys.getprofile()

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += 1

    sys.setprofile(count)
    try:
        with pytest.raises(FeelError):
            action()
    finally:
        sys.setprofile(before)
    return made


def refusal(action: Callable[[], object]) -> FeelError | None:
    """The language's own error, if `action` ends in it; any other error is a fault and passes through."""
    try:
        action()
    except FeelError as error:
        return error
    return None


# -- properties ------------------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    "a|s|enter.reason|and|or|in|between|not|(|)|[|]|..|,|=|<|>=|?|1|2.5|true|null|-|date|count|.|!=|理由".split("|")
)
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-04-01"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=5,
)
_LITERALS = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.decimals(-1000, 1000, places=3, allow_nan=False).map(lambda d: format(d, "f")),
    st.sampled_from(["true", "false", "null", 'date("2026-04-01")', '"x"', '"a\\"b"', '"\\U00E000"']),
    st.sampled_from(["a", "enter.reason", "理由", "rows.n"]),
)
_OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_SENTENCES: st.SearchStrategy[str] = st.recursive(
    _LITERALS,
    lambda inner: st.one_of(
        st.tuples(inner, _OPERATORS, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: " and ".join(f"({part})" for part in parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: " or ".join(f"({part})" for part in parts)),
        inner.map(lambda part: f"not({part})"),
        st.lists(inner, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]"),
        st.tuples(inner, _LITERALS, _LITERALS).map(lambda t: f"({t[0]}) in [{t[1]}..{t[2]})"),
        st.tuples(inner, _LITERALS, _LITERALS).map(lambda t: f"({t[0]}) in ({t[1]}, < {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) between ({t[1]}) and ({t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"list contains({t[0]}, {t[1]})"),
    ),
    max_leaves=6,
)


@given(st.text(max_size=60) | st.lists(_WORDS, max_size=15).map(" ".join))
def test_any_text_is_an_expression_or_a_feel_error(text: str) -> None:
    for compiled in (compile_expression, compile_unary):
        error = refusal(partial(compiled, text))
        assert error is None or 0 <= error.position <= len(text)


@given(_SENTENCES, st.dictionaries(st.sampled_from(["a", "enter", "理由", "rows"]), _JSON))
def test_a_sentence_of_the_grammar_answers_whatever_the_data(text: str, data: dict[str, Any]) -> None:
    expression = compile_expression(text)
    error = refusal(lambda: expression.evaluate(data))
    assert error is None or error.code == "two_readings"


@given(_SENTENCES)
def test_an_expression_written_again_is_the_same_expression(text: str) -> None:
    first = compile_expression(text)
    assert compile_expression(str(first)).node == first.node


@given(st.lists(_WORDS, max_size=9).map(" ".join))
def test_a_cell_written_again_is_the_same_cell(text: str) -> None:
    try:
        first = compile_unary(text)
    except FeelError:
        return
    assert compile_unary(str(first)).cell == first.cell


@given(_SENTENCES, _JSON)
def test_a_cell_either_passes_a_value_or_its_negation_does_or_neither(text: str, value: Any) -> None:
    try:
        plain, negated = compile_unary(text), compile_unary(f"not({text})")
        assert not (plain.test(value, {}) and negated.test(value, {}))
    except FeelError:
        return


@given(_JSON, _JSON)
def test_equality_is_the_same_both_ways_and_never_raises(one: Any, other: Any) -> None:
    equals = compile_expression("a = b")
    assert equals.evaluate({"a": one, "b": other}) == equals.evaluate({"a": other, "b": one})
    assert equals.evaluate({"a": one, "b": one}) is True
