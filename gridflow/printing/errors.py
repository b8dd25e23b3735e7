"""What goes wrong on the way to paper."""

from __future__ import annotations

from gridflow.errors import GridflowError


class PrintingFailedError(GridflowError):
    """A template or style sheet cannot be put on paper.

    Facts: `template` (path in the site folder), `line` (0 where unknown), `what`.
    """

    code = "printing_failed"

    def __init__(self, *, template: str, line: int = 0, what: str) -> None:
        super().__init__(template=template, line=line, what=what)
        self.template = template
        self.line = line
        self.what = what


class NothingToPrintError(GridflowError):
    """An area has nothing of what is to be printed; fact: `area`, its full name."""

    code = "nothing_to_print"


class TooMuchToPrintError(GridflowError):
    """An area has more than one file takes; fact: `area`, its full name."""

    code = "too_much_to_print"


class TypesetterMissingError(GridflowError):
    """The machine lacks libraries that typesetting needs; fact: `what`."""

    code = "typesetter_missing"
