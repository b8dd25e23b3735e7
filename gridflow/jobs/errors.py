"""What can be wrong with a job."""

from __future__ import annotations

from gridflow.errors import GridflowError


class UnknownJobKindError(GridflowError):
    """No function does jobs of this kind."""

    code = "unknown_job_kind"


class JobArgumentError(GridflowError):
    """A job's arguments are text and whole numbers by name, nothing else."""

    code = "job_argument"
