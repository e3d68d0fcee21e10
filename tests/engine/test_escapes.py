"""Attempts to run something from what office people may edit: conditions, periods, cells, parameters, letters, forms.

Each is refused, or is only text; none runs, and none takes five seconds.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import thread_time

import pytest

from server.domain.forms.faults import FormFaults
from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings
from server.engine.session import Stage
from server.engine.simulate import try_procedure
from server.exchange.form_files import load_form
from server.printing import fonts
from server.printing.check import read_sample
from server.printing.faults import LetterFault
from server.printing.heads import load_letters
from server.printing.render import render
from tests.engine.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    event,
    extension,
    flow,
    gateway,
    node,
    path,
    service,
    start,
    task,
    timer,
    user,
)
from tests.engine.tables import Column, table_xml

ROOT = Path(__file__).resolve().parents[2]
REQUEST = "enrolment/document_request"
LIMIT = 5.0  # seconds of this thread alone (a refusal takes 0.05), so that a busy machine fails nobody
EVIL = "__import__('os').environ.setdefault('ESCAPED', '1')"
OPEN = "__import__('pathlib').Path('escaped').touch()"


@pytest.fixture(autouse=True)
def nothing_ran_and_nothing_took_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    os.environ.pop("ESCAPED", None)
    begun = thread_time()
    yield
    assert thread_time() - begun < LIMIT
    assert "ESCAPED" not in os.environ
    assert not (tmp_path / "escaped").exists()


def _errors(folder: Path, name: str, data: bytes) -> set[str]:
    file = folder / name
    file.write_bytes(data)
    return {one.rule for one in check_file(file, Surroundings()) if one.severity == "error"}


def _choice(condition: str) -> bytes:
    return diagram(
        start(), gateway("g", default="g_f"), end(), end("f"), path("s", "g", "f"), flow("g", "e", condition)
    )


CONDITIONS = {
    "an import": EVIL,
    "an import behind a comparison": f"1 = 1 and {EVIL}",
    "a class ladder": "().__class__.__mro__[1].__subclasses__()",
    "a lambda": f"(lambda: {EVIL})()",
    "a comprehension": f"[x for x in [{EVIL}]]",
    "a walrus": f"(x := {EVIL})",
    "an f-string": 'f"{' + EVIL + '}"',
    "an attribute with underscores": "a.__class__.__init__.__globals__",
    "evaluation": f'eval("{EVIL}")',
    "expression of another product": "${''.getClass().forName('java.lang.Runtime')}",
    "a template": "{{ ''.__class__ }}",
    "a format": "'{0.__class__}'.format(a)",
    "a statement": f"import os; {EVIL}",
    "brackets without end": "(" * 3000 + "a" + ")" * 3000,
    "a negation without end": "not(" * 1500 + "a" + ")" * 1500,
    "a list in lists without end": "[" * 3000,
    "words without end": " and ".join(["a"] * 5000),
    "a number without end": "a = " + "9" * 100_000,
    "a text without end": 'a = "' + "x" * 1_000_000 + '"',
    "a shell": "`touch escaped`",
    "null byte": "a\\x00 = 1",
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_nothing_runs_from_a_condition(name: str, tmp_path: Path) -> None:
    assert "expression-unreadable" in _errors(tmp_path, "p.bpmn", _choice(CONDITIONS[name]))


HARMLESS = {"underscores": "__builtins__", "a path of underscores": "a.__globals__.os", "a function's name": "eval"}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_name_that_means_something_elsewhere_is_only_looked_up_in_the_data(name: str, tmp_path: Path) -> None:
    file = tmp_path / "p.bpmn"
    file.write_bytes(_choice(f"{HARMLESS[name]} = 1"))
    report = try_procedure(file, {"a": {}}, {}, None, Stage(datetime(2026, 4, 1, tzinfo=UTC)))
    assert [one["element"] for one in report["visited"]] in ([], ["s", "g", "f"])


PERIODS = {
    "an import": EVIL,
    "a quoted import": f'"P1D" + {EVIL}',
    "a calculation": "timedelta(days=10**9)",
    "a period of data": "${period}",
    "a period beyond all days": "P99999999999D",
    "zeros without end": "P" + "0" * 50_000 + "1D",
    "parts without end": "P" + "1Y" * 20_000,
    "a cycle of data": "R999999999/PT0S",
}


@pytest.mark.parametrize("name", PERIODS)
@pytest.mark.parametrize("kind", ["timeDuration", "timeDate"])
def test_nothing_runs_from_a_period(name: str, kind: str, tmp_path: Path) -> None:
    data = diagram(start(), catch("t", timer(PERIODS[name], kind)), end(), path("s", "t", "e"))
    assert "unknown-period" in _errors(tmp_path, "p.bpmn", data)


CELLS = {
    "an import": EVIL,
    "an import behind a comparison": f"> {EVIL}",
    "a file": OPEN,
    "a range of calls": f"[{EVIL}..9]",
    "a function": f'function() {{ "{EVIL}" }}',
    "external code": '{ java: { class: "java.lang.Runtime" } }',
    "a loop": "for x in 1..999999999 return x",
    "a pattern that takes for ever": 'matches(?, "(a+)+$")',
    "brackets without end": "(" * 5000,
    "values without end": ", ".join(["1"] * 100_000),
    "a power": "9 ** 9 ** 9",
}


@pytest.mark.parametrize("name", CELLS)
def test_nothing_runs_from_a_table(name: str, tmp_path: Path) -> None:
    cell = table_xml([Column("x")], [Column("y")], [[CELLS[name], "1"]])
    assert "table-cell" in _errors(tmp_path, "t.dmn", cell)
    answer = table_xml([Column("x")], [Column("y")], [["-", CELLS[name]]])
    assert _errors(tmp_path, "t.dmn", answer) & {"table-answer", "table-unknown-name"}
    heading = table_xml([Column(CELLS[name])], [Column("y")], [["-", "1"]])
    assert "table-input" in _errors(tmp_path, "t.dmn", heading)


FORMAL = 'xsi:type="bpmn:tFormalExpression"'
PLACES = {
    "a script task": task("x", "scriptTask", f"<bpmn:script>{EVIL}</bpmn:script>"),
    "a script of another language": node("scriptTask", "x", "<bpmn:script>1</bpmn:script>", scriptFormat="groovy"),
    "a script before a task": task(
        "x", "userTask", extension(f"<spiffworkflow:preScript>{EVIL}</spiffworkflow:preScript>")
    ),
    "a parameter": service("x", "enrolment/precheck", n=EVIL),
    "an operator's name": service("x", f"../../{EVIL}"),
    "a delegate": node("serviceTask", "x", **{"camunda:class": "java.lang.Runtime"}),
    "an expression of a service": node("serviceTask", "x", **{"camunda:expression": "${run()}"}),
    "a connector": task("x", "serviceTask", extension("<camunda:connector/>")),
    "a listener": task("x", "userTask", extension('<camunda:taskListener event="create" expression="${run()}"/>')),
    "a count": task(
        "x", "userTask", f'<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality {FORMAL}>'
        f"{EVIL}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>",
    ),
    "a loop's condition": task(
        "x", "userTask", f'<bpmn:standardLoopCharacteristics><bpmn:loopCondition {FORMAL}>'
        f"{EVIL}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>",
    ),
    "a condition event": catch(
        "x", f'<bpmn:conditionalEventDefinition><bpmn:condition {FORMAL}>'
        f"{EVIL}</bpmn:condition></bpmn:conditionalEventDefinition>",
    ),
    "data moved": task(
        "x", "task", '<bpmn:dataInputAssociation id="d"><bpmn:targetRef>x</bpmn:targetRef><bpmn:transformation>'
        f"{EVIL}</bpmn:transformation></bpmn:dataInputAssociation>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_nothing_runs_from_any_place_of_a_diagram(name: str, tmp_path: Path) -> None:
    data = diagram(start(), PLACES[name], end(), path("s", "x", "e"))
    assert _errors(tmp_path, "p.bpmn", data)
    report = try_procedure(tmp_path / "p.bpmn", {}, {}, None, Stage(datetime(2026, 4, 1, tzinfo=UTC)))
    assert (report["status"], report["visited"]) == ("refused", [])


FILES = {
    "entities within entities": b'<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "x">]><a>&b;</a>',
    "a file from outside": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    "levels without end": b"<a>" * 100_000,
    "attributes without end": b"<a " + b" ".join(b'x%d="1"' % n for n in range(40_000)) + b"/>",
    "a file in a file": b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hostname"/></a>',
    "wide characters that hide a declaration": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["bpmn", "dmn"])
def test_nothing_runs_from_the_bytes_of_a_file(name: str, kind: str, tmp_path: Path) -> None:
    assert _errors(tmp_path, f"p.{kind}", FILES[name])


def test_a_diagram_that_goes_round_for_ever_is_told_in_time(tmp_path: Path) -> None:
    ring = diagram(
        start(), gateway("m"), task("a"), gateway("g", default="g_m"), end(), path("s", "m", "a", "g", "m"),
        flow("g", "e", "never = true"),
    )  # fmt: skip
    reminders = diagram(
        start(), user("u"), boundary("b", "u", timer("PT0S"), cancelActivity="false"), gateway("m"),
        catch("t", timer("PT1S")), end(), path("s", "u", "e"), path("b", "m", "t", "m"),
    )  # fmt: skip
    for data in (ring, reminders):
        (tmp_path / "p.bpmn").write_bytes(data)
        report = try_procedure(tmp_path / "p.bpmn", {}, {"u": None}, None, Stage(datetime(2026, 4, 1, tzinfo=UTC)))
        assert report["status"] in {"failed", "refused"}
    assert event("error")


# -- forms ---------------------------------------------------------------------------------------------------------

FIELD = "form: p/f\nversion: 1\ntitle: {ja: 様式, en: Form}\nsections:\n  - fields:\n      - {name: a, type: text"
FORMS = {
    "an object of Python": "form: !!python/object/apply:os.system ['touch escaped']\n",
    "a module of Python": "form: !!python/name:os.system\n",
    "aliases within aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nform: *c\n",
    "levels without end": "form: " + "[" * 5000 + "]" * 5000,
    "a file without end": "form: p/f\n# " + "x" * 600_000,
    "a merged key": "base: &base {form: p/f}\n<<: *base\n",
    "a pattern of its own": FIELD + ", pattern: '(a+)+$', label: {ja: あ, en: a}}\n",
    "a condition in words": FIELD + f', show_if: "{EVIL}", label: {{ja: あ, en: a}}}}\n',
    "a condition on a call": FIELD + f', show_if: {{field: "{EVIL}", equals: 1}}, label: {{ja: あ, en: a}}}}\n',
    "a default that computes": FIELD + f', default: !!python/eval "{EVIL}", label: {{ja: あ, en: a}}}}\n',
    "a type that is none": FIELD.replace("text", "__import__") + ", label: {ja: あ, en: a}}\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_nothing_runs_from_a_form(name: str) -> None:
    with pytest.raises(FormFaults):
        load_form(FORMS[name].encode(), "p/f")


# -- letters -------------------------------------------------------------------------------------------------------

LETTERS = {
    "a class ladder": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "the program behind a value": "{{ head.__init__.__globals__ }}",
    "a call of the template": "{{ self._TemplateReference__context }}{{ cycler.__init__ }}",
    "a range without end": "{% for a in range(99999999) %}x{% endfor %}",
    "loops in loops": "{% for a in members %}" * 9 + "x" + "{% endfor %}" * 9,
    "a loop over letters": "{% for a in 'abcdefghij' %}{% for b in 'abcdefghij' %}x{% endfor %}{% endfor %}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a text made long": "{{ 'x' * 999999999 }}",
    "a text made wide": "{{ '%999999999d'|format(1) }}",
    "a text doubled": "{% set a = 'xx' %}" + "{% set a = a ~ a %}" * 60,
    "a division": "{{ 1 // 0 }}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a template that includes itself": "{% include 'enrolment/document_request.html.j2' %}",
    "a table a hundred million wide": '<table><tr><td colspan="100000000">x</td></tr></table>',
    "a grid a hundred million wide": '<div style="display:grid;grid-template-columns:repeat(99999999,1fr)">x</div>',
    "a file of the machine": '<img alt="x" src="file:///etc/hostname">',
    "an attachment": '<link rel="attachment" href="file:///etc/hostname">',
    "a style from outside": "<style>@import url(http://www.example.org/x.css);</style>",
}


@pytest.fixture(scope="module")
def font_stack(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.set_up(tmp_path_factory.mktemp("var"), ROOT / "node_modules")


@pytest.fixture(scope="module")
def plain_letters(tmp_path_factory: pytest.TempPathFactory, font_stack: None) -> Path:
    folder = tmp_path_factory.mktemp("plain") / "letters"
    shutil.copytree(ROOT / "letters", folder)
    render(load_letters(folder)[REQUEST], read_sample(folder, REQUEST, "typical"))  # the fonts are read once
    return folder


@pytest.mark.parametrize("name", LETTERS)
def test_nothing_runs_from_a_letter(name: str, plain_letters: Path, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    shutil.copytree(plain_letters, folder)
    template = folder / f"{REQUEST}.html.j2"
    text = template.read_text(encoding="utf-8")
    planted = text.replace('<div class="note">', LETTERS[name] + '<div class="note">', 1)
    assert planted != text
    template.write_text(planted, encoding="utf-8")
    with pytest.raises(LetterFault):
        render(load_letters(folder)[REQUEST], read_sample(folder, REQUEST, "typical"))
