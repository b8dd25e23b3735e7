"""The first days of a screening, as a demo shows them: a little is done already."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from gridflow.api import LEGAL_ZONE, Rehearsal, SubjectInfo
from plugins.return_to_poverty.sample import people
from plugins.return_to_poverty.sample.areas import below
from plugins.return_to_poverty.tour.answers import Pen, Words
from plugins.return_to_poverty.tour.book import OPEN, Book
from plugins.return_to_poverty.tour.days import CAMPAIGN, FIRST, LEADER
from plugins.return_to_poverty.tour.town import Group, Household, groups_of
from plugins.return_to_poverty.tour.visits import LEDGER_FORM
from plugins.return_to_poverty.tour.work import Desk, confirm_all

_DAYS, _GROUPS, _ROWS, _FORMS = 2, 6, 6, 2  # a day and group
_NOON = time(12, 0)


def begin_work(site: Rehearsal, until: datetime) -> None:
    """Let six groups of six villages work on the days before an instant."""
    campaign = site.person(LEADER).running().get(CAMPAIGN)
    if campaign is None:
        return
    say = site.definitions.say
    words = Words(say("tour_reason"), say("tour_note"), say("tour_dispute"))
    dice = Random(FIRST.toordinal())  # noqa: S311  # the same demo every time
    areas = tuple(below({one.code for one in site.definitions.areas()}))
    groups = tuple(groups_of(areas, people.everybody(), _GROUPS))
    for nth in range(_DAYS):
        day = FIRST + timedelta(days=nth)
        noon = datetime.combine(day, _NOON, LEGAL_ZONE)
        if noon >= until:
            return
        site.move_to(noon)
        pen = Pen(dice, words, day)
        for group in groups:
            _work(site, campaign, group, pen)


def _work(site: Rehearsal, campaign: str, group: Group, pen: Pen) -> None:
    worker = site.person(group.worker, group.code)
    waiting = worker.subjects(campaign, group.code, state=OPEN)
    forms = [one for one in waiting if one.form != LEDGER_FORM][:_FORMS]
    rows = [one for one in waiting if one.form == LEDGER_FORM][:_ROWS]
    known = {one.task: _household(one, group) for one in (*forms, *rows)}
    book = Book(known.values())
    book.begin(pen.day)
    desk = Desk(site, campaign, group, book, pen)
    for one in forms:
        desk.visit(known[one.task], one.task)
    sheets = desk.rows([one.task for one in rows])
    desk.ledger([(known[one.task], one) for one in sheets])
    confirm_all(site, book, [desk])


def _household(subject: SubjectInfo, group: Group) -> Household:
    return Household(
        number=subject.number,
        name="",
        group=group,
        away=False,
        monitored=False,
        clues=(),
        visit_needed=False,
        row={},
    )
