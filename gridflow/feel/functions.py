"""Functions as values: signatures, how arguments find parameters, and calls.

A function may have several signatures. Which fit is known from the number or the
names of the arguments, so a compiled call chooses once; the kinds of the values
are looked at when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from gridflow.feel.errors import Fault
from gridflow.feel.values import Invocable, Value, kind

if TYPE_CHECKING:
    from gridflow.feel.run import Run

Body: TypeAlias = Callable[..., Value]
Order: TypeAlias = tuple[int | None, ...]
"""For each parameter, which argument it takes; None where it takes none."""

_ABBREVIATIONS: Mapping[str, frozenset[str]] = {
    "day": frozenset({"date", "date and time"}),
    "duration": frozenset({"days and time duration", "years and months duration"}),
    "point": frozenset(
        {
            "number",
            "string",
            "date",
            "time",
            "date and time",
            "days and time duration",
            "years and months duration",
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named place for an argument of certain kinds."""

    name: str
    kinds: frozenset[str] | None = None
    optional: bool = False
    nullable: bool = False

    def take(self, value: Value) -> Value:
        """Give the argument as this parameter wants it, or a Fault.

        A value becomes a list of one where a list is wanted, and a list of one
        becomes its value where none is.
        """
        kinds = self.kinds
        if kinds is None:
            return value
        found = kind(value)
        if found in kinds:
            if type(value) is Decimal and not value.is_finite():
                raise Fault("not_a_number", parameter=self.name)
            return value
        if found == "null":
            if self.nullable:
                return None
            raise Fault("null_argument", parameter=self.name)
        if "list" in kinds:
            return [value]
        if found == "list" and len(value) == 1 and kind(value[0]) in kinds:
            return value[0]
        wanted = " or ".join(sorted(kinds))
        raise Fault("wrong_argument", parameter=self.name, found=found, expected=wanted)


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function.

    With `rest`, the last parameter takes all further arguments as one list; with
    `wants_run`, the body gets the running evaluation before the arguments.
    """

    parameters: tuple[Parameter, ...]
    body: Body
    rest: bool = False
    wants_run: bool = False

    def by_position(self, count: int) -> Order | None:
        """Tell how this many arguments fill the parameters; None if they do not."""
        needed = sum(not parameter.optional for parameter in self.parameters)
        most = len(self.parameters)
        if count < needed or (count > most and not self.rest):
            return None
        return tuple(index if index < count else None for index in range(most))

    def by_name(self, names: Sequence[str]) -> Order | None:
        """Tell how arguments with these names fill the parameters."""
        known = [parameter.name for parameter in self.parameters]
        if len(set(names)) < len(names) or not set(names) <= set(known):
            return None
        if self.rest:
            return None
        order = tuple(names.index(name) if name in names else None for name in known)
        for parameter, index in zip(self.parameters, order, strict=True):
            if index is None and not parameter.optional:
                return None
        return order

    def arguments(self, order: Order, values: list[Value]) -> list[Value]:
        """Give the values in the order of the parameters; a Fault if one is wrong."""
        taken = [
            None if index is None else parameter.take(values[index])
            for parameter, index in zip(self.parameters, order, strict=True)
        ]
        if self.rest:
            last = self.parameters[-1]
            at = len(taken) - 1
            taken[at] = [last.take(value) for value in values[at:]]
        return taken


Candidates: TypeAlias = tuple[tuple[Signature, Order], ...]


class Function(Invocable):
    """Something that can be called: built in, from Python, or written in FEEL."""

    __slots__ = ("signatures",)

    def __init__(self, name: str, signatures: Sequence[Signature]) -> None:
        super().__init__(name)
        self.signatures = tuple(signatures)

    @classmethod
    def of(cls, name: str, parameters: str, body: Body) -> Function:
        """Make a function from a Python callable.

        `parameters` is written like `"text: string, length?: number"`: `?` may be
        left out, `~` after the kind may be null, no kind takes anything. The body
        gets the arguments by position, None for those left out; it gives a value,
        or None where there is none.
        """
        return cls(name, (signature(parameters, body),))

    def candidates(self, count: int, names: Sequence[str] | None) -> Candidates:
        """Give the signatures that such arguments fit."""
        found = []
        for one in self.signatures:
            order = one.by_name(names) if names else one.by_position(count)
            if order is not None:
                found.append((one, order))
        return tuple(found)

    def call(
        self, run: Run, values: list[Value], names: Sequence[str] | None = None
    ) -> Value:
        """Call with these values; a Fault where that has no value."""
        return call(self, self.candidates(len(values), names), run, values)


def call(
    function: Function, candidates: Candidates, run: Run, values: list[Value]
) -> Value:
    """Call the first signature that takes the kinds of these values."""
    failed: Fault | None = None
    for one, order in candidates:
        try:
            taken = one.arguments(order, values)
        except Fault as fault:
            failed = failed or fault
            continue
        _spend_for(taken, run)
        return one.body(run, *taken) if one.wants_run else one.body(*taken)
    if failed is None:
        raise Fault("wrong_arguments", function=function.name, count=len(values))
    failed.facts.setdefault("function", function.name)
    raise failed


def _spend_for(values: list[Value], run: Run) -> None:
    """Count the size of what a function reads: it may be called in a loop."""
    for value in values:
        found = type(value)
        if found is list or found is dict:
            run.spend(len(value))
        elif found is str:
            run.spend(len(value) >> 6)


def signature(parameters: str, body: Body, *, wants_run: bool = False) -> Signature:
    """Read a signature from its short form, see `Function.of`.

    A `*` before the last name makes it take all further arguments.
    """
    made = []
    rest = False
    for part in parameters.split(",") if parameters else ():
        name, _, kinds = (piece.strip() for piece in part.partition(":"))
        rest = name.startswith("*")
        made.append(
            Parameter(
                name.lstrip("*").rstrip("?"),
                _kinds(kinds.rstrip("~")),
                optional=name.endswith("?") or rest,
                nullable=kinds.endswith("~"),
            )
        )
    return Signature(tuple(made), body, rest=rest, wants_run=wants_run)


def _kinds(text: str) -> frozenset[str] | None:
    if text in {"", "any"}:
        return None
    names = [name.strip() for name in text.split("|")]
    return frozenset().union(
        *(_ABBREVIATIONS.get(name, frozenset({name})) for name in names)
    )


@dataclass(slots=True)
class Registry:
    """Functions by name, filled by the `built_in` mark of their modules."""

    functions: dict[str, Function] = field(default_factory=dict)

    def add(
        self, name: str, parameters: str = "", *, wants_run: bool = False
    ) -> Callable[[Body], Body]:
        """Mark a Python function as a signature of the FEEL function `name`."""

        def mark(body: Body) -> Body:
            made = signature(parameters, body, wants_run=wants_run)
            known = self.functions.get(name)
            earlier = known.signatures if known else ()
            self.functions[name] = Function(name, (*earlier, made))
            return body

        return mark
