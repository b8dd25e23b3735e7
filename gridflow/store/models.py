"""The tables as peewee models: columns, keys and indexes, nothing else.

Every business row carries its county's number; `id` = county x 10**10 + running
number is the sole key in the models, and every unique key begins with the county, so
that PostgreSQL can partition by county (there keys and references are (county, id)).
Days called `valid_to` are the last day in force; the last day there is means no end.
Models never leave this package: functions return frozen rows.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from peewee import Model

from gridflow.store.fields import (
    FOREVER,
    CountField,
    DayField,
    FlagField,
    IdField,
    InstantField,
    JsonField,
    MillionthsField,
    Reference,
    TextField,
)


class Index(NamedTuple):
    """An index over columns; `only` is the condition of a partial one."""

    columns: tuple[str, ...]
    unique: bool = False
    only: str = ""


def unique(*columns: str, only: str = "") -> Index:
    """Return a unique index that begins with the county."""
    return Index(("county", *columns), unique=True, only=only)


def index(*columns: str, only: str = "") -> Index:
    """Return an index that begins with the county."""
    return Index(("county", *columns), only=only)


class Table(Model):
    """What every table of a county has."""

    county = CountField()
    append_only: ClassVar[bool] = False
    indexes: ClassVar[tuple[Index, ...]] = ()
    key_columns: ClassVar[tuple[str, ...]] = ("id",)

    class Meta:
        """peewee's settings: the names of tables are those of the classes."""

        legacy_table_names = False
        primary_key = False


class Row(Table):
    """A row with an id of its own."""

    id = IdField(primary_key=True)


class SchemaVersion(Model):
    """Which version of this schema the database has: one row."""

    version = CountField(primary_key=True)
    applied_at = InstantField()

    class Meta:
        """peewee's settings."""

        legacy_table_names = False


class County(Table):
    """A county that this database serves, with SQLite's counter of running numbers."""

    label = TextField()
    next_number = CountField(default=1)
    key_columns = ("county",)


class Area(Row):
    """A node of the area tree; where it hangs is told by its links."""

    code = TextField()
    label = TextField()
    level = TextField()
    valid_from = DayField()
    valid_to = DayField(default=FOREVER)
    indexes = (unique("code"), index("level", "code"))


class AreaLink(Table):
    """Which area an area hangs under, from a day to a day: the truth of the tree."""

    area = Reference(Area)
    parent = Reference(Area)
    valid_from = DayField()
    valid_to = DayField(default=FOREVER)
    key_columns = ("area", "valid_from")
    indexes = (index("parent"),)


class AreaClosure(Table):
    """Every area with all that is above it, dated: a projection of the links."""

    ancestor = Reference(Area)
    area = Reference(Area)
    depth = CountField()
    valid_from = DayField()
    valid_to = DayField(default=FOREVER)
    key_columns = ("ancestor", "area", "valid_from")
    indexes = (index("area", "ancestor", "valid_from", "valid_to", "depth"),)


class Person(Row):
    """Somebody who works here; the phone is sealed."""

    name = TextField()
    phone = JsonField(null=True)
    phone_key = TextField(default="")
    created_at = InstantField()
    indexes = (index("name", "id"), index("phone_key", only="phone_key <> ''"))


class Account(Row):
    """How a person logs in."""

    person = Reference(Person)
    login = TextField()
    password_hash = TextField()
    must_change = FlagField()
    failures = CountField(default=0)
    locked_until = InstantField(null=True)
    disabled = FlagField(default=0)
    last_login_at = InstantField(null=True)
    indexes = (unique("person"), unique("login"))


class Post(Row):
    """A person holds a role over an area, from a day to a day."""

    person = Reference(Person)
    role = TextField()
    area = Reference(Area)
    valid_from = DayField()
    valid_to = DayField(default=FOREVER)
    created_at = InstantField()
    indexes = (index("person"), index("area", "role"), index("role", "area"))


class LoginSession(Row):
    """A log-in of a person on a device; the token is kept hashed."""

    person = Reference(Person)
    post = Reference(Post, null=True)
    token_hash = TextField()
    ip = TextField()
    agent = TextField()
    created_at = InstantField()
    seen_at = InstantField()
    expires_at = InstantField()
    revoked_at = InstantField(null=True)
    indexes = (unique("token_hash"), index("person", "created_at"))


class Bundle(Row):
    """The published source text of a site, under its digest."""

    digest = TextField()
    text = TextField()
    label = TextField()
    note = TextField()
    published_at = InstantField()
    person = Reference(Person, null=True)
    indexes = (unique("digest"),)


class ActiveBundle(Row):
    """Which bundle became the active one, when and by whom: the highest number is."""

    number = CountField()
    bundle = Reference(Bundle)
    digest = TextField()
    at = InstantField()
    person = Reference(Person, null=True)
    indexes = (unique("number"),)


class Record(Row):
    """A thing with a file: the projection of its revisions.

    `sort` orders lists by title; `facets` are the values that lists filter by, as
    ` field=value ` words.
    """

    kind = TextField()
    parent = Reference("self", null=True)
    area = Reference(Area)
    grid = Reference(Area)
    title = TextField()
    number = TextField(default="")
    sort = TextField(default="")
    facets = TextField(default="")
    content = JsonField()
    revision = CountField()
    ended_on = DayField(default=FOREVER)
    created_at = InstantField()
    indexes = (
        # A list reads nothing but its index; parts are listed with their whole.
        index(
            "kind",
            "grid",
            "sort",
            "id",
            "ended_on",
            "title",
            "facets",
            only="parent IS NULL",
        ),
        index(
            "kind",
            "sort",
            "id",
            "ended_on",
            "grid",
            "title",
            "facets",
            only="parent IS NULL",
        ),
        index("kind", "title", "parent", "ended_on", only="parent IS NOT NULL"),
        index("kind", "number", only="number <> ''"),
        index("parent", "id", only="parent IS NOT NULL"),
        index("area"),
        index("grid"),
    )


class RecordKey(Table):
    """The keyed hash of a field's value, for exact search and for uniqueness."""

    record = Reference(Record)
    kind = TextField()
    field = TextField()
    hash = TextField()
    exclusive = FlagField()
    key_columns = ("record", "field")
    indexes = (
        index("kind", "field", "hash"),
        unique("kind", "field", "hash", only="exclusive = 1"),
    )


class RecordWord(Table):
    """Where a value begins that people look records up by: exact and by prefix."""

    record = Reference(Record)
    kind = TextField()
    field = TextField()
    word = TextField()
    key_columns = ("kind", "word", "record", "field")
    indexes = (index("record", "field"),)


class SavedView(Row):
    """Filters of a list under a name: a person's own, or of everybody below an area."""

    kind = TextField()
    label = TextField()
    filters = JsonField()
    person = Reference(Person)
    area = Reference(Area, null=True)
    created_at = InstantField()
    indexes = (
        index("kind", "person", "created_at"),
        index("kind", "area", "created_at", only="area IS NOT NULL"),
    )


class FlowCase(Row):
    """One subject on one flow."""

    flow = TextField()
    record = Reference(Record, null=True)
    area = Reference(Area)
    title = TextField()
    bundle = TextField()
    state = TextField()
    outcome = TextField(default="")
    opened_at = InstantField()
    opened_by = Reference(Person, null=True)
    opened_post = Reference(Post, null=True)
    closed_at = InstantField(null=True)
    indexes = (
        index("record", "flow", "state"),
        index("opened_by", "opened_at", "id"),
        index("bundle", "state"),
    )


class Task(Row):
    """A step of a case that waits in the pool of a role over an area."""

    case = Reference(FlowCase)
    step = TextField()
    form = TextField()
    form_label = TextField()
    role = TextField()
    area = Reference(Area)
    area_label = TextField()
    record = Reference(Record, null=True)
    title = TextField()
    size_text = TextField(default="")
    people = CountField(default=1)
    due_on = DayField(default=FOREVER)
    state = TextField()
    outcome = TextField(default="")
    opened_at = InstantField()
    moved_at = InstantField()
    moved_by = Reference(Person, null=True)
    holder = Reference(Person, null=True)
    holder_post = Reference(Post, null=True)
    claimed_at = InstantField(null=True)
    done_at = InstantField(null=True)
    indexes = (
        # The state stands in them too: SQLite calls an index covering only then.
        index("role", "area", "due_on", "id", "state", only="state = 'open'"),
        index("role", "due_on", "id", "area", "state", only="state = 'open'"),
        index("holder_post", "due_on", "id", only="state = 'claimed'"),
        index("holder", "done_at", "id", only="state = 'done'"),
        index("case", "opened_at"),
        index("record", only="record IS NOT NULL"),
        index("area"),
    )


class Campaign(Row):
    """A work that reaches every record of an area; its definition is in its bundle."""

    definition = TextField()
    bundle = TextField()
    procedure = TextField()
    area = Reference(Area)
    kind = TextField()
    flow = TextField()
    state = TextField()
    opened_at = InstantField()
    opened_by = Reference(Person, null=True)
    opened_post = Reference(Post, null=True)
    closed_at = InstantField(null=True)
    indexes = (
        # not two at a time over one area
        unique("definition", "area", only="state <> 'closed'"),
        index("opened_at", "id"),
    )


class CampaignSubject(Row):
    """A record in a campaign, with the one task that is in force for it.

    `proposal` is "waiting" where a person must decide about another class;
    `kept_class` is the class that somebody decided against.
    """

    campaign = Reference(Campaign)
    record = Reference(Record)
    area = Reference(Area)
    case = Reference(FlowCase)
    task = Reference(Task)
    title = TextField()
    class_ = TextField()
    form = TextField()
    rule = TextField()
    state = TextField()
    moved_at = InstantField()
    proposal = TextField(default="")
    proposed_class = TextField(default="")
    proposed_form = TextField(default="")
    proposed_rule = TextField(default="")
    proposed_at = InstantField(null=True)
    kept_class = TextField(default="")
    note = TextField(default="")
    indexes = (
        unique("campaign", "record"),
        # Counts and lists read nothing but their index.
        index("campaign", "area", "class_", "state"),
        index("campaign", "area", "title", "record", "class_", "state"),
        index("campaign", "title", "record", "area", "class_", "state"),
        index(
            "campaign",
            "proposal",
            "area",
            "title",
            "proposed_at",
            only="proposal = 'waiting'",
        ),
        index("record", "state"),
        index("case"),
        unique("task"),
    )


class Submission(Row):
    """A filled form as it was received; a correction names what it replaces."""

    case = Reference(FlowCase)
    task = Reference(Task)
    form = TextField()
    bundle = TextField()
    record = Reference(Record, null=True)
    area = Reference(Area)
    replaces = Reference("self", null=True)
    content = JsonField()
    reasons = JsonField()
    signatures = JsonField()
    person = Reference(Person)
    post = Reference(Post)
    filled_at = InstantField()
    received_at = InstantField()
    append_only = True
    indexes = (
        index("task", "received_at"),
        index("record", "received_at", only="record IS NOT NULL"),
        index("case"),
        unique("replaces", only="replaces IS NOT NULL"),
    )


class SubmissionPerson(Table):
    """Who besides the submitter stands for a submission, and whether they agreed."""

    submission = Reference(Submission)
    person = Reference(Person)
    post = Reference(Post)
    state = TextField()
    note = TextField(default="")
    at = InstantField()
    key_columns = ("submission", "person")
    indexes = (index("person", "state"),)


class RecordRevision(Row):
    """What changed in a record, valid from a day, recorded at an instant."""

    record = Reference(Record)
    number = CountField()
    changes = JsonField()
    title = TextField(null=True)
    record_number = TextField(null=True)
    area = Reference(Area, null=True)
    grid = Reference(Area, null=True)
    ended_on = DayField(null=True)
    valid_from = DayField()
    recorded_at = InstantField()
    submission = Reference(Submission, null=True)
    person = Reference(Person, null=True)
    post = Reference(Post, null=True)
    sources = JsonField()
    append_only = True
    indexes = (unique("record", "number"),)


class Draft(Row):
    """What a person has typed into a task so far, sealed as a whole."""

    task = Reference(Task)
    person = Reference(Person)
    version = CountField()
    content = JsonField()
    saved_at = InstantField()
    indexes = (unique("task", "person"), index("person", "task"))


TEXT_SLOTS = tuple(f"t{number}" for number in range(1, 13))
NUMBER_SLOTS = tuple(f"n{number}" for number in range(1, 13))
DAY_SLOTS = tuple(f"d{number}" for number in range(1, 5))


class Slot(Table):
    """A submission's countable fields in typed columns: a projection."""

    form = TextField()
    area = Reference(Area)
    submission = Reference(Submission)
    record = Reference(Record, null=True)
    filled_on = DayField()
    key_columns = ("form", "area", "submission")
    indexes = (index("submission"),)


for _names, _type in (
    (TEXT_SLOTS, TextField),
    (NUMBER_SLOTS, MillionthsField),
    (DAY_SLOTS, DayField),
):
    for _name in _names:
        Slot._meta.add_field(_name, _type(null=True))  # noqa: SLF001 - peewee's way


class Upload(Row):
    """A file that somebody sent, found on disk by its sha256."""

    sha256 = TextField()
    size = CountField()
    type = TextField()
    filename = TextField()
    task = Reference(Task, null=True)
    record = Reference(Record, null=True)
    field = TextField()
    person = Reference(Person)
    post = Reference(Post)
    received_at = InstantField()
    indexes = (
        index("sha256"),
        index("task", only="task IS NOT NULL"),
        index("record", only="record IS NOT NULL"),
    )


class Command(Row):
    """A command that was carried out, so that the same key gives the same answer."""

    person = CountField()
    key = TextField()
    name = TextField()
    arguments = TextField()
    at = InstantField()
    answer = JsonField(null=True)
    indexes = (unique("person", "key"),)


class AuditHead(Table):
    """The last entry of a chain, and up to which entry a seal has bound it."""

    chain = CountField()
    number = CountField()
    hash = TextField()
    sealed = CountField(default=0)
    key_columns = ("chain",)


class AuditEntry(Row):
    """One link of a chain: what a command did, by names and keyed hashes only."""

    chain = CountField()
    number = CountField()
    previous = TextField()
    hash = TextField()
    command = CountField(null=True)
    at = InstantField()
    person = CountField(null=True)
    post = CountField(null=True)
    role = TextField()
    action = TextField()
    entry = JsonField()
    append_only = True
    indexes = (unique("chain", "number"),)


class AuditSeal(Row):
    """A nightly seal: the heads that moved since the one before, bound by the key."""

    number = CountField()
    previous = TextField()
    hash = TextField()
    at = InstantField()
    heads = JsonField()
    append_only = True
    indexes = (unique("number"),)


class Look(Row):
    """Somebody looked at a sealed or masked value, and why."""

    at = InstantField()
    person = Reference(Person)
    post = Reference(Post)
    subject = CountField()
    field = TextField()
    reason = TextField()
    append_only = True
    indexes = (index("subject", "at"), index("person", "at"))


class LoginLog(Row):
    """An attempt to log in."""

    at = InstantField()
    login = TextField()
    person = CountField(null=True)
    outcome = TextField()
    ip = TextField()
    agent = TextField()
    append_only = True
    indexes = (index("login", "at"), index("at"))


class Job(Row):
    """Work for a worker; the queue is only a doorbell."""

    kind = TextField()
    key = TextField()
    args = JsonField()
    state = TextField()
    attempts = CountField(default=0)
    requested_by = Reference(Person, null=True)
    requested_post = Reference(Post, null=True)
    queued_at = InstantField()
    worker = TextField(default="")
    heartbeat_at = InstantField(null=True)
    finished_at = InstantField(null=True)
    progress = JsonField(null=True)
    result = JsonField(null=True)
    indexes = (unique("kind", "key"), index("state", "queued_at", "id"))
