"""A small county with an import of houses and one of hints about their people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook

from gridflow.engine import Actor, Engine
from gridflow.engine.importing.running import Done, Order, run_import
from gridflow.engine.publishing import publish
from gridflow.store import records
from gridflow.store.import_reports import ImportReport, open_report
from tests.engine.conftest import ROOT, SMALL_SITE, area_id, cast, sources

__all__ = ["ROOT", "area_id", "cast"]

HEADINGS = ("村", "组", "编号", "户主", "电话", "工资", "饮水", "困难户", "人数")
SITE = Path(__file__).parent / "site"
ROLL = "config/base/imports/roll.yaml"
PERSON = ("姓名", "证号", "出生日期", "健康")
HOUSE = ("一村", "一组", "H1", "王一", "13812345678", "1000.50", "自来水", "是")


def changed_site(files: dict[str, str] | None = None) -> dict[str, str]:
    """Return the files of the small site that the imports change."""
    roles = (SMALL_SITE / "config/base/roles.yaml").read_text("utf-8")
    rights = "{import: people}, {import: roll}, {import: hints}"
    return {
        **{
            one.relative_to(SITE).as_posix(): one.read_text("utf-8")
            for one in SITE.rglob("*.yaml")
        },
        **(files or {}),
        "config/base/roles.yaml": roles.replace("{import: people}", rights),
    }


@pytest.fixture
def site(engine: Engine) -> Engine:
    """The engine with the imports published."""
    made = publish(engine, None, sources(changed_site()), note="imports", key="imp")
    assert made.published, [str(one) for one in made.problems]
    return engine


def house(number: str, head: str, **more: object) -> list[object]:
    """Return what the rows of a house begin with."""
    said = {
        "village": "一村",
        "group": "一组",
        "phone": f"138{abs(hash(number)) % 10**8:08}",
        "wage": 1000.5,
        "water": "自来水",
        "poor": "是",
        **more,
    }
    first = (said["village"], said["group"], number, head)
    return [*first, said["phone"], said["wage"], said["water"], said["poor"], None]


def person(name: str, card: str = "", born: object = "19700201", health: str = "健康"):
    """Return what a row of a person ends with."""
    return [name, card or None, born, health]


def book(
    path: Path,
    rows: Sequence[Sequence[object]],
    headings: Sequence[str] = (*HEADINGS, *PERSON),
    sheet: str = "名册",
) -> Path:
    """Write a workbook of one sheet."""
    made = Workbook()
    page = made.active
    page.title = sheet
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    made.save(path)
    return path


@contextmanager
def report_of(order: Order) -> Iterator[ImportReport]:
    with open_report(order.report) as report:
        yield report


@pytest.fixture
def bring(site: Engine, tmp_path: Path) -> Callable[..., tuple[Done, Order]]:
    """Import a workbook, of rows or at a path, under a key of its own."""
    numbers = iter(range(1, 1000))

    def run(
        rows: Sequence[Sequence[object]] | Path,
        actor: Actor | None = None,
        *,
        name: str = "roll",
        dry_run: bool = False,
        **more: Sequence[str] | str,
    ) -> tuple[Done, Order]:
        number = next(numbers)
        path = rows
        if not isinstance(rows, Path):
            path = book(tmp_path / f"{number}.xlsx", rows, **more)  # type: ignore[arg-type]
        folder = tmp_path / f"run{number}"
        order = Order(
            name=name,
            path=path,
            key=f"run{number}",
            report=folder / "report.sqlite3",
            wrong=folder / "wrong.xlsx",
            dry_run=dry_run,
        )
        return run_import(site, actor, order), order

    return run


def told(order: Order, severity: str = "") -> list[tuple[str, str, str]]:
    """Return cell, rule and severity of everything that was found."""
    with report_of(order) as report:
        found = report.told(severity=severity, limit=1000)
    return [
        (f"{one.column}{one.row or ''}", one.rule, one.severity) for _, one in found
    ]


def outcomes(order: Order, verdict: str):
    with report_of(order) as report:
        return report.outcomes(verdict, limit=1000)


def houses(engine: Engine) -> dict[str, records.Record]:
    """Return every house by its number."""
    from gridflow.store.record_matching import whole_records_in

    with engine.store.reading() as session:
        areas = [area_id(engine, code) for code in GROUPS]
        found = whole_records_in(session, "house", areas, 0, 1000)
    return {one.number: one for one in found}


def parts(engine: Engine, house: records.Record, kind: str = "person"):
    """Return the opened values of a house's parts of a kind that are there."""
    with engine.store.reading() as session:
        return [
            records.open_record(session, one)
            for one in records.parts_of(session, house.id, ended=False)
            if one.kind == kind
        ]


GROUPS = ("10010101", "10010102", "10010201", "10020101")
