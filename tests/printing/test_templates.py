"""The sandbox of printables: what a template may do, and how a mistake is told."""

from __future__ import annotations

import pytest

from gridflow.printing.errors import PrintingFailedError

ESCAPES = {
    "class of a value": "{{ ''.__class__ }}",
    "class through the attribute filter": "{{ v|attr('__class__') }}",
    "class through map": "{{ [v]|map(attribute='__class__')|first }}",
    "class through subscript": "{{ v['__class__'] }}",
    "format": "{{ '{0.__class__}'.format(v) }}",
    "a method of text": "{{ 'x'.upper() }}",
    "a method of a list": "{{ [1].append(2) }}",
    "a method of a mapping": "{{ m.keys() }}",
    "globals of a macro": "{% macro f() %}{% endmacro %}{{ f.__globals__ }}",
    "the environment": "{{ self._TemplateReference__context }}",
    "cycler": "{{ cycler.__init__ }}",
    "lipsum": "{{ lipsum() }}",
    "an endless text": "{{ 'a' * 1000000000 }}",
    "an endless list": "{{ [0] * 1000000000 }}",
    "an endless number": "{{ 9 ** 9 ** 9 }}",
    "an endless loop": "{% for a in range(1000000000) %}{% endfor %}",
    "escaping off": "{% autoescape false %}{{ v }}{% endautoescape %}",
    "escaping off by filter": "{{ v|safe }}",
    "a file outside": "{% include '../../etc/passwd' %}",
    "an absolute file": "{% include '/etc/passwd' %}",
    "another printable": "{% include 'printables/q/page.html' %}",
    "a name nobody gave": "{{ nobody }}",
    "an entry nobody gave": "{{ m.nobody }}",
}


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
def test_a_template_cannot(html_of, text):
    with pytest.raises(PrintingFailedError):
        html_of(text, v="x", m={"a": 1})


def test_html_in_a_value_is_text(html_of):
    assert html_of("<b>{{ v }}</b>", v="<script>&") == "<b>&lt;script&gt;&amp;</b>"


def test_a_field_may_be_called_like_a_method(html_of):
    assert html_of("{{ m.items }} {{ m.copy }}", m={"items": 1, "copy": 2}) == "1 2"


def test_shared_furniture_can_be_imported(html_of):
    shared = {
        "printables/_shared/f.html": "{% macro hi(n) %}<i>{{ n }}</i>{% endmacro %}"
    }
    text = "{% import 'printables/_shared/f.html' as f %}{{ f.hi('<') }}"
    assert html_of(text, shared) == "<i>&lt;</i>"


def test_a_neighbour_is_found_by_its_name_alone(html_of):
    assert html_of("{% include 'a.html' %}", {"printables/p/a.html": "A"}) == "A"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("\n\n{{ nobody }}", 3, "nobody", id="unknown name"),
        pytest.param("\n{% for %}", 2, "Expected", id="syntax"),
        pytest.param("\n{{ 1 / 0 }}", 2, "division", id="operation"),
        pytest.param("\n\n\n{{ v|nofilter }}", 4, "nofilter", id="unknown filter"),
        pytest.param("\n{% include 'b.html' %}", 2, "b.html", id="missing file"),
    ],
)
def test_a_mistake_names_template_and_line(html_of, text, line, what):
    with pytest.raises(PrintingFailedError) as caught:
        html_of(text, v="x")
    assert caught.value.template == "printables/p/page.html"
    assert caught.value.line == line
    assert what in caught.value.what


def test_a_mistake_in_furniture_names_the_furniture(html_of):
    shared = {"printables/_shared/f.html": "{% macro hi() %}\n{{ nope }}{% endmacro %}"}
    with pytest.raises(PrintingFailedError) as caught:
        html_of("{% import 'printables/_shared/f.html' as f %}{{ f.hi() }}", shared)
    assert (caught.value.template, caught.value.line) == (
        "printables/_shared/f.html",
        2,
    )
