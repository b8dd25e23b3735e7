"""What the keys of one thing together must keep to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gridflow.spec.node import Entries
from gridflow.spec.reading import Reading, below

CHOICE_TYPES = ("choice", "choices")

Values = Mapping[str, object]


def days_in_order(values: Values, node: Entries, path: str, reading: Reading) -> None:
    """Ask that `from` is not after `to`."""
    start, end = values.get("from_"), values.get("to")
    written = node.get("to")
    if not (isinstance(start, date) and isinstance(end, date) and written):
        return
    if start > end:
        reading.tell(
            "from-after-to", written.place, below(path, "to"), start=start, end=end
        )


def value_in_order(values: Values, node: Entries, path: str, reading: Reading) -> None:
    """Ask that a choice has choices, and a mask something to hide."""
    _choices(values, node, path, reading)
    if values.get("mask") and not values.get("sensitive"):
        _tell(reading, "mask-without-sensitive", node, path, "mask")


def field_in_order(values: Values, node: Entries, path: str, reading: Reading) -> None:
    """Ask of a form's field what a value must keep to, and where it comes from."""
    value_in_order(values, node, path, reading)
    if values.get("write") and not values.get("from_"):
        _tell(reading, "write-without-from", node, path, "write")
    if values.get("constraint_message") and not values.get("constraint"):
        _tell(reading, "message-without-constraint", node, path, "constraint_message")
    if values.get("calculation") and values.get("default"):
        _tell(reading, "default-and-calculation", node, path, "default")


def one_way_on(values: Values, node: Entries, path: str, reading: Reading) -> None:
    """Ask that an outcome either goes to a step or closes the case."""
    if ("go" in values) == ("close" in values):
        reading.tell("go-or-close", node.place, path)


def count_in_order(values: Values, node: Entries, path: str, reading: Reading) -> None:
    """Ask that `at_least` is not above `at_most`."""
    least, most = values.get("at_least"), values.get("at_most")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        _tell(reading, "least-above-most", node, path, "at_most")


def _choices(values: Values, node: Entries, path: str, reading: Reading) -> None:
    is_choice = values.get("type") in CHOICE_TYPES
    if is_choice and not values.get("options") and not values.get("codes"):
        _tell(reading, "choice-without-options", node, path, "type")
    for key in ("options", "codes"):
        if key in values and not is_choice:
            _tell(reading, "options-without-choice", node, path, key)
    if "options" in values and "codes" in values:
        _tell(reading, "options-and-codes", node, path, "codes")


def _tell(reading: Reading, code: str, node: Entries, path: str, key: str) -> None:
    entry = next(one for one in node.entries if one.key.text == key)
    reading.tell(code, entry.value.place, below(path, key), key=key)
