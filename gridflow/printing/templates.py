"""Templates of printables: Jinja in a sandbox of its own.

A template gets plain values, the filters of `filters.py`, and files of its own and
the shared folder. It calls nothing but macros, reads no name that begins with an
underscore, and cannot switch the escaping of values off.
"""

from __future__ import annotations

import posixpath
import traceback
from collections.abc import Callable, Mapping
from typing import NoReturn

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gridflow.printing.errors import PrintingFailedError
from gridflow.printing.filters import filters_with
from gridflow.spec.wording import Wording

_MOST_REPEATS = 10_000
_NO_FILTERS = ("safe", "xmlattr", "pprint", "random", "attr", "tojson")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Calls macros and blocks only; plain values have no methods here."""

    intercepted_binops = frozenset({"*", "**"})

    def join_path(self, template: str, parent: str) -> str:
        """A name without a folder is a neighbour of the template that asks."""
        return (
            template
            if "/" in template
            else posixpath.join(posixpath.dirname(parent), template)
        )

    def getattr(self, obj: object, attribute: str) -> object:
        """A mapping has entries only, so a field may be called `items`."""
        if isinstance(obj, Mapping):
            if attribute in obj:
                return obj[attribute]
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: object) -> None:
        """No text has a `format` here."""

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        if attr.startswith("_") or callable(value):
            return isinstance(value, (Macro, BlockReference))
        return super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: object) -> bool:
        return isinstance(obj, (Macro, BlockReference)) or obj is _range

    def call_binop(
        self, context: object, operator: str, left: object, right: object
    ) -> object:
        if operator == "**" or not _is_number(left) or not _is_number(right):
            message = f"{operator} works on small numbers only"
            raise SecurityError(message)
        return super().call_binop(context, operator, left, right)  # type: ignore[arg-type]  # the context is passed through

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        """Refuse `autoescape` blocks: a value is escaped wherever it stands."""
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.ScopedEvalContextModifier):
            message = "escaping cannot be switched off"
            raise TemplateSyntaxError(message, node.lineno, name, filename)
        return tree


class _Files(BaseLoader):
    """Serves published text; a relative name means the folder of the page."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  # the signature is Jinja's
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        text = self.files.get(template)
        if text is None:
            raise TemplateNotFound(template)
        return text, template, lambda: True


class Templates:
    """The templates that one printable may use, compiled once."""

    def __init__(self, files: Mapping[str, str], wording: Wording) -> None:
        self._environment = _Sandbox(
            loader=_Files(files),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals = {"range": _range}
        self._environment.filters.update(filters_with(wording))
        for name in _NO_FILTERS:
            self._environment.filters.pop(name, None)

    def render(self, path: str, values: Mapping[str, object]) -> str:
        """Return the HTML of a template; PrintingFailedError tells what is wrong."""
        try:
            return self._environment.get_template(path).render(values)
        except TemplateSyntaxError as error:
            raise PrintingFailedError(
                template=error.name or path,
                line=error.lineno,
                what=error.message or "syntax",
            ) from error
        except TemplateError as error:
            _fail(path, error)
        except Exception as error:  # noqa: BLE001  # a template can raise any error of an operation on values
            _fail(path, error)


def _fail(path: str, error: Exception) -> NoReturn:
    """Raise with the innermost line of a template that the error passed."""
    template, line = path, 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith((".html", ".css")) and frame.lineno:
            template, line = frame.filename, frame.lineno
    what = str(error) or type(error).__name__
    if isinstance(error, TemplateNotFound):
        what = f"no such file for this printable: {error.name}"
    raise PrintingFailedError(template=template, line=line, what=what) from error


def _range(*bounds: int) -> range:
    """The template's `range`: not more than some thousand steps."""
    steps = range(*bounds)
    if len(steps) > _MOST_REPEATS:
        message = f"range of more than {_MOST_REPEATS} steps"
        raise SecurityError(message)
    return steps


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and abs(value) < _MOST_REPEATS**2
