"""What a person typed into a form, as it came: texts by path, rows in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gridflow.spec.form import Form


@dataclass(frozen=True, slots=True)
class RawForm:
    """The inputs of one form, unparsed.

    HTML names: `f.wage`, `f.members.<row>.name`, `rows.members` (one for each row,
    in order), `why.<check path>`, `s.<signature place>` (upload ids),
    `second_visitor` (a person's id), `filled_at` (ISO, from the phone's clock).

    Attributes:
        values: texts by path; keys "wage" and "members.<row key>.name".
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
        """Sort the pairs of a request; names the form does not have are ignored."""
        raise NotImplementedError
