"""What can be done as a job: kind -> function. Each may be done twice without harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from gridflow.engine.progress import Progress
from gridflow.jobs.exporting import export_list
from gridflow.jobs.importing import import_workbook
from gridflow.jobs.printing import print_paper
from gridflow.jobs.workshop import Workshop
from gridflow.store.jobs import Job

Result: TypeAlias = Mapping[str, object]
JobFunction: TypeAlias = Callable[[Workshop, Job, Progress], Result]

KINDS: Mapping[str, JobFunction] = MappingProxyType(
    {"print": print_paper, "export": export_list, "import": import_workbook}
)
