"""What a broken import raises."""

from __future__ import annotations

from gridflow.errors import GridflowError


class FileTooLargeError(GridflowError):
    """A file is larger than anything that is read."""

    code = "import_too_large"
    status = 413


class FileGoneError(GridflowError):
    """The file was put away after a month; it must be sent again."""

    code = "import_file_gone"
    status = 410
