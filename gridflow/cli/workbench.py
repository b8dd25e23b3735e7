"""The workbench of plugins' commands: a site's definitions, and sites to try out.

What needs the store is imported when it is asked for: every command of the command
line gets a workbench, and few use it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from gridflow.api import (
    AreaInfo,
    Definitions,
    FieldInfo,
    OptionInfo,
    Rehearsal,
    Workbench,
)
from gridflow.cli.telling import language_of
from gridflow.errors import GridflowError, NotFoundError
from gridflow.spec.codes import Option
from gridflow.spec.files import shipped_folder
from gridflow.spec.problem import Problem
from gridflow.spec.procedure import Procedure
from gridflow.spec.site import Site, shipped_wording


class BrokenDefinitionsError(GridflowError):
    """The definitions of a folder have errors, so nothing can be read from them."""

    code: ClassVar[str] = "broken_definitions"

    @classmethod
    def telling(
        cls, folder: Path, problems: Sequence[Problem]
    ) -> BrokenDefinitionsError:
        """Return the error with the first of the problems in it."""
        errors = [one for one in problems if one.severity == "error"]
        first = errors[0].line(shipped_wording(), language_of()) if errors else ""
        return cls(folder=str(folder), count=len(errors), first=first)


@dataclass(frozen=True)
class SiteDefinitions:
    """What a site says, seen from its first procedure that belongs to an area."""

    site: Site
    folder: Path

    @cached_property
    def _procedure(self) -> Procedure:
        found = self.site.procedures
        placed = (one for one in found.values() if one.area)
        return next(placed, found[self.site.base])

    def areas(self) -> tuple[AreaInfo, ...]:
        """Return the rows of the site's area tables, in their order."""
        return tuple(self._area_rows())

    def _area_rows(self) -> Iterator[AreaInfo]:
        for name in self.site.area_files:
            own = self.folder / name
            path = own if own.is_file() else shipped_folder() / name
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    place = row["code"], row["name"], row["level"], row["parent"]
                    yield AreaInfo(*place)

    def options(self, codes: str) -> tuple[OptionInfo, ...]:
        """Return the options of a code list; NotFoundError where there is none."""
        found = self._procedure.codes.get(codes)
        if found is None:
            raise NotFoundError(codes=codes)
        return tuple(map(_option, found.options))

    def fields(self, record: str) -> tuple[FieldInfo, ...]:
        """Return the fields of a kind of record; NotFoundError where there is none."""
        found = self._procedure.records.get(record)
        if found is None:
            raise NotFoundError(record=record)
        return tuple(
            FieldInfo(
                one.id,
                one.label,
                one.type,
                one.unit,
                self.options(one.codes)
                if one.codes
                else tuple(map(_option, one.options)),
            )
            for one in found.fields
        )

    def parameter(self, name: str, day: date) -> object:
        """Return the value of a parameter that is in force on a day, or None."""
        found = self._procedure.parameters.get(name)
        return None if found is None else found.on(day)

    def say(self, sentence: str, /, **facts: object) -> str:
        """Return a sentence of the wording files in Chinese, its facts filled in."""
        return self._procedure.wording.say(sentence, **facts)


def _option(one: Option) -> OptionInfo:
    return OptionInfo(one.id, one.label, one.from_, one.to)


class CommandWorkbench(Workbench):
    """What the command line puts into `ctx.obj`."""

    def definitions(self, folder: Path | None = None) -> Definitions:
        """Return what a site's files say; None: of the working folder, or shipped.

        Raises BrokenDefinitionsError where they have errors.
        """
        from gridflow.cli.check import check_folder

        chosen = folder or _working_folder()
        result = check_folder(chosen)
        if result.site is None:
            raise BrokenDefinitionsError.telling(chosen, result.problems)
        return SiteDefinitions(result.site, chosen)

    def rehearsal(self, at: datetime) -> AbstractContextManager[Rehearsal]:
        """Make a site of the shipped town, deleted when the context ends."""
        from gridflow.cli.rehearsal import rehearse

        return rehearse(at)


def _working_folder() -> Path:
    here = Path.cwd()
    is_site = (here / "site.yaml").exists() or (here / "config" / "site.yaml").exists()
    return here if is_site else shipped_folder()
