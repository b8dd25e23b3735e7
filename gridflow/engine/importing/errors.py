"""What a broken import raises."""

from __future__ import annotations

from gridflow.errors import GridflowError


class FileTooLargeError(GridflowError):
    """A file is larger than anything that is read."""

    code = "import_too_large"
    status = 413
