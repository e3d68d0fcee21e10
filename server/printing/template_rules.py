"""What a letter's template may be made of (雛形の文法): it prints its data, chooses and repeats, and nothing else.

The sandbox keeps a template from reaching out; these rules keep it from never coming to an end. It loops over lists of
its data only, a few deep, computes nothing and defines nothing that could call itself.
"""

from __future__ import annotations

import re

from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from server.printing.faults import LetterFault

MAX_NESTED_LOOPS = 3

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.Assign,
    nodes.Extends,
    nodes.Include,
    nodes.Block,
    nodes.Call,
    nodes.Keyword,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.List,
    nodes.Tuple,
)
_CALLED = frozenset({"seal", "bar_code", "store_code", "el_qr_code", "super"})
_FILTERS = frozenset(
    {"yen", "wareki", "zen", "mj", "length", "count", "first", "last", "upper", "lower", "trim", "escape", "e"}
)

# A table of a hundred million columns is drawn cell by cell, for hours. No honest measure has five digits.
_ENORMOUS = re.compile(r"(?<![#\w.])\d{5,}")
_MARKUP = re.compile(r"<style\b.*?</style>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_SPAN_OF_DATA = re.compile(r"span\s*=\s*[\"']?[^\"'>]*\{\{", re.IGNORECASE)


def check_template(environment: SandboxedEnvironment, name: str, source: str) -> None:
    """Raises `LetterFault` naming the line of the first thing that a letter may not do."""
    _check(environment.parse(source), name, loops=0)
    for markup in _MARKUP.finditer(source):
        if _ENORMOUS.search(markup[0]) or _SPAN_OF_DATA.search(markup[0]):
            line = source.count("\n", 0, markup.start()) + 1
            raise LetterFault(
                f"{name}: line {line}: no measure or span of a letter is so large, or comes from its data"
            )


def check_style(name: str, css: str) -> None:
    """As `check_template`, for a stylesheet of the letters."""
    found = _ENORMOUS.search(css)
    if found:
        line = css.count("\n", 0, found.start()) + 1
        raise LetterFault(f"{name}: line {line}: no measure of a letter is so large")


def _check(node: nodes.Node, name: str, loops: int) -> None:
    fault = _fault(node)
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MAX_NESTED_LOOPS:
            fault = f"loops inside loops, more than {MAX_NESTED_LOOPS} deep"
    if fault is not None:
        raise LetterFault(f"{name}: line {node.lineno}: a letter's template may not use {fault}")
    for child in node.iter_child_nodes():
        _check(child, name, loops)


def _fault(node: nodes.Node) -> str | None:
    if not isinstance(node, _ALLOWED):
        return type(node).__name__
    if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.iter, nodes.Name | nodes.Getattr)):
        return "a loop over anything but a list of its data"
    if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name in _CALLED):
        return "a call"
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        return f"the filter {node.name}"
    return None
