"""What pages and commands show of campaigns: rows, counts, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gridflow.engine.campaign_names import ClassColumn
from gridflow.store import campaigns as store
from gridflow.store.campaign_lists import Tally
from gridflow.store.campaign_progress import Parts


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list, or one that the actor may open.

    Attributes:
        code: "" for one that is not open yet.
        definition: its id in the definitions.
        state: "opening", "open", "closed"; "offered" where it may be opened.
        total, done, waiting: subjects in the actor's scope; ended ones left out.
    """

    code: str
    definition: str
    label: str
    state: str
    from_: date
    to: date
    opened_at: datetime | None
    total: int
    done: int
    waiting: int


@dataclass(slots=True)
class Count:
    """How many subjects there are, of which done, and of which in somebody's hand.

    Attributes:
        parts: how many parts the records have that forms have rows for.
        parts_done: of those, the parts of records that are done.
    """

    total: int = 0
    done: int = 0
    hand: int = 0
    parts: int = 0
    parts_done: int = 0

    @property
    def open(self) -> int:
        """Return how many are still to be done."""
        return self.total - self.done

    @property
    def todo(self) -> int:
        """Return how many nobody has taken yet."""
        return self.open - self.hand

    def add(self, tally: Tally) -> None:
        """Count some subjects in; ended ones count nowhere."""
        if tally.state == store.ENDED:
            return
        self.total += tally.count
        if tally.state == store.DONE:
            self.done += tally.count

    def add_parts(self, parts: Parts) -> None:
        """Count the parts of some records in."""
        self.parts += parts.count
        if parts.state == store.DONE:
            self.parts_done += parts.count


@dataclass(slots=True)
class AreaRow:
    """An area right below the one that is shown, with its counts by class.

    Attributes:
        leaf: nothing lies below it: its subjects can be listed, not parted.
    """

    code: str
    label: str
    level: str
    leaf: bool
    all: Count = field(default_factory=Count)
    by_class: dict[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal that waits for a decision.

    Attributes:
        why: what the rule asks, in the labels of its inputs.
        task: code of the task in force.
        may_decide: whether the actor may.
    """

    record_code: str
    title: str
    area_label: str
    class_label: str
    form_label: str
    proposed_class_label: str
    proposed_form_label: str
    why: str
    proposed_at: datetime
    task: str
    case: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """What `/campaigns/<code>` shows.

    Attributes:
        code: the campaign's code; `definition` its id.
        record_path: the path of the records' kind, for links.
        state: "opening", "open" or "closed".
        area_code: the area that is shown: the actor's part, or one below it.
        area_path: names from the county down to it.
        above: codes and labels from the actor's part down to the area, to go back.
        classes: the columns.
        all: the counts of the area; `by_class` of each class.
        rows: the areas right below.
        days: how many were done on each day that any was, in the order of days.
        proposals: those that wait in the area, the oldest first, at most 100.
        waiting: how many there are, at most 1000.
        ledger: the class whose form can be filled as rows, None without one.
        may: of "close", "decide".
    """

    code: str
    definition: str
    label: str
    record_path: str
    state: str
    from_: date
    to: date
    opened_at: datetime
    closed_at: datetime | None
    area_code: str
    area_path: tuple[str, ...]
    above: tuple[tuple[str, str], ...]
    classes: tuple[ClassColumn, ...]
    all: Count
    by_class: Mapping[str, Count]
    rows: tuple[AreaRow, ...]
    days: Mapping[date, int]
    proposals: tuple[ProposalRow, ...]
    waiting: int
    ledger: str | None
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A record in a campaign's list.

    Attributes:
        state: "open", "done" or "ended".
        waiting: whether a proposal waits for a decision.
        task_state: "open", "claimed", "done", "withdrawn".
    """

    record_code: str
    title: str
    area_label: str
    class_: str
    class_label: str
    form_label: str
    state: str
    waiting: bool
    task: str
    task_state: str
    case: str
    holder: str


@dataclass(frozen=True, slots=True)
class SubjectList:
    """A page of a campaign's records; `after` begins the next page, None: the last."""

    rows: tuple[SubjectRow, ...]
    after: tuple[str, int] | None
