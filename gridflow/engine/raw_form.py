"""What a person typed into a form, as it came: texts by path, rows in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gridflow.errors import GridflowError
from gridflow.spec.forms import Form, Repeat

ROWS_AT_MOST = 300
PAIRS_AT_MOST = 20_000
_ROW_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
# a check's path: section.check, check, repeat.row.check
_PARTS_OF_ROW = 3


class TooManyRowsError(GridflowError):
    """A request brings more rows than any form could hold."""

    code = "request_too_many_rows"
    status = 413


@dataclass(frozen=True, slots=True)
class RawForm:
    """The inputs of one form, unparsed.

    HTML names: `f.wage`, `f.people.<row>.name`, `rows.people` (one for each row,
    in order), `why.<check path>`, `s.<signature place>` (upload ids),
    `second_visitor` (a person's id), `filled_at` (ISO, from the phone's clock).

    Attributes:
        values: texts by path; keys "wage" and "people.<row key>.name".
        rows: row keys of each repeat, in order; a row key is a client-made UUID or
            the code of a record.
        reasons: reasons for warnings by check path.
        signatures: upload ids by signature place.
        second_visitor: the person named as second visitor, as text; "" for nobody.
        filled_at: when it was filled on the phone, as text; "" for now.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, list[str]] = field(default_factory=dict)
    second_visitor: str = ""
    filled_at: str = ""

    @classmethod
    def from_pairs(cls, form: Form, pairs: Iterable[tuple[str, str]]) -> RawForm:
        """Sort the pairs of a request; names the form does not have are ignored.

        A row is there when it is listed or when any of its inputs is: leaving the
        list out skips no validation. Raises TooManyRowsError beyond all bounds.
        """
        return _Sorting(form).sort(pairs)

    def as_json(self) -> dict[str, object]:
        """Return everything as plain JSON, for a draft."""
        return {
            "values": self.values,
            "rows": self.rows,
            "reasons": self.reasons,
            "signatures": self.signatures,
            "second_visitor": self.second_visitor,
            "filled_at": self.filled_at,
        }

    @classmethod
    def from_json(cls, form: Form, stored: Mapping[str, object]) -> RawForm:
        """Read a draft back, by the same rules as a request."""
        return cls.from_pairs(form, _pairs(stored))


def _lists(stored: object) -> Iterable[tuple[str, str]]:
    if isinstance(stored, Mapping):
        for name, texts in stored.items():
            for text in texts if isinstance(texts, list) else [texts]:
                yield str(name), str(text)


def _pairs(stored: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    prefixes = {"rows": "rows", "values": "f", "reasons": "why", "signatures": "s"}
    for part, prefix in prefixes.items():
        for name, text in _lists(stored.get(part)):
            yield f"{prefix}.{name}", text
    for name in ("second_visitor", "filled_at"):
        yield name, str(stored.get(name) or "")


class _Sorting:
    """Sorts pairs into a raw form by the names that the form has."""

    def __init__(self, form: Form) -> None:
        self.fields = {one.id for one in form.plain_fields()}
        self.repeats = {
            one.id: {part.id for part in one.fields} for one in form.repeats()
        }
        self.places = {one.id for one in form.signatures}
        self.row_checks = {
            one.id: {check.id for check in one.checks} for one in form.repeats()
        }
        self.checks = {check.id for check in form.checks} | {
            f"{one.id}.{check.id}"
            for one in form.sections
            if not isinstance(one, Repeat)
            for check in one.checks
        }
        self.raw = RawForm()

    def sort(self, pairs: Iterable[tuple[str, str]]) -> RawForm:
        second = filled_at = ""
        for number, (name, text) in enumerate(pairs):
            if number > PAIRS_AT_MOST:
                raise TooManyRowsError(at_most=ROWS_AT_MOST)
            head, _, rest = name.partition(".")
            if head == "f":
                self._input(rest, text)
            elif head == "rows" and rest in self.repeats:
                self._row(rest, text)
            elif head == "why" and self._is_check(rest):
                self.raw.reasons[rest] = text
            elif head == "s" and rest in self.places:
                if text.strip():
                    self.raw.signatures.setdefault(rest, []).append(text.strip())
            elif name == "second_visitor":
                second = text.strip()
            elif name == "filled_at":
                filled_at = text.strip()
        raw = self.raw
        return RawForm(
            raw.values, raw.rows, raw.reasons, raw.signatures, second, filled_at
        )

    def _input(self, path: str, text: str) -> None:
        if path in self.fields:
            self.raw.values.setdefault(path, []).append(text)
            return
        repeat, _, rest = path.partition(".")
        row, _, name = rest.partition(".")
        if name in self.repeats.get(repeat, ()) and self._row(repeat, row):
            self.raw.values.setdefault(path, []).append(text)

    def _row(self, repeat: str, row: str) -> bool:
        if not _ROW_KEY.fullmatch(row):
            return False
        rows = self.raw.rows.setdefault(repeat, [])
        if row not in rows:
            if len(rows) >= ROWS_AT_MOST:
                raise TooManyRowsError(at_most=ROWS_AT_MOST)
            rows.append(row)
        return True

    def _is_check(self, path: str) -> bool:
        if path in self.checks:
            return True
        parts = path.split(".")
        return len(parts) == _PARTS_OF_ROW and parts[2] in self.row_checks.get(
            parts[0], ()
        )
