"""The tables, keys, indexes and triggers of the models as SQL, for both databases.

On PostgreSQL the schema can be partitioned by county: keys and references are then
(county, id), and nothing else in the program changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from peewee import Database, DataError, PostgresqlDatabase

from gridflow.store import models
from gridflow.store.errors import UnstorableError
from gridflow.store.fields import Reference, instant_text
from gridflow.store.ids import BATCH
from gridflow.store.models import Table

VERSION = 1
TABLES: tuple[type[Table], ...] = (
    models.County,
    models.Area,
    models.AreaLink,
    models.AreaClosure,
    models.Person,
    models.Account,
    models.Post,
    models.LoginSession,
    models.Bundle,
    models.ActiveBundle,
    models.Record,
    models.RecordKey,
    models.RecordWord,
    models.SavedView,
    models.FlowCase,
    models.Task,
    models.Campaign,
    models.CampaignSubject,
    models.Submission,
    models.SubmissionPerson,
    models.RecordRevision,
    models.Draft,
    models.Slot,
    models.Upload,
    models.Command,
    models.AuditHead,
    models.AuditEntry,
    models.AuditSeal,
    models.Look,
    models.LoginLog,
    models.Job,
)
# By code point, as SQLite and Python sort: pages of a list follow each other anywhere.
TEXT_TYPES = ("TEXT", 'TEXT COLLATE "C"')
REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION gridflow_append_only() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$ LANGUAGE plpgsql
"""


def run(database: Database, sql: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401
    """Run a statement and return its cursor; the one call that has no types.

    Raises UnstorableError for a value that no column holds, such as a number of
    thirty digits or a text with a NUL: only a tampered request brings one.
    """
    untyped: Any = database
    try:
        return untyped.execute_sql(sql, values)
    except (OverflowError, DataError) as error:
        raise UnstorableError(why=str(error)) from error


def table_name(model: type[Any]) -> str:
    """Return the name of a model's table."""
    name: str = model._meta.table_name  # noqa: SLF001 - peewee's own way to ask
    return name


def _fields(model: type[Any]) -> list[Any]:
    fields: list[Any] = model._meta.sorted_fields  # noqa: SLF001
    return fields


def _columns(model: type[Table], *, postgresql: bool, key: str) -> Iterator[str]:
    for field in _fields(model):
        kind = getattr(field, "column_types", TEXT_TYPES)[postgresql]
        if field.name == key:
            kind += " PRIMARY KEY"
        yield f'"{field.column_name}" {kind}{"" if field.null else " NOT NULL"}'


def _references(model: type[Table], *, partitioned: bool) -> Iterator[str]:
    for field in _fields(model):
        if isinstance(field, Reference):
            target = model if isinstance(field.target, str) else field.target
            ours, theirs = f'"{field.column_name}"', '"id"'
            if partitioned:
                ours, theirs = f'"county", {ours}', f'"county", {theirs}'
            yield f'FOREIGN KEY ({ours}) REFERENCES "{table_name(target)}" ({theirs})'
    if model is not models.County:
        yield 'FOREIGN KEY ("county") REFERENCES "county" ("county")'


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _create_table(
    model: type[Table], *, postgresql: bool, partitioned: bool
) -> Iterator[str]:
    # In SQLite only a column declared INTEGER PRIMARY KEY is the row's own number.
    own_id = model.key_columns == ("id",) and not partitioned
    parts = [*_columns(model, postgresql=postgresql, key="id" if own_id else "")]
    if not own_id:
        key = ("county", *(name for name in model.key_columns if name != "county"))
        parts.append(f"PRIMARY KEY ({_listed(key)})")
    parts += _references(model, partitioned=partitioned)
    name = table_name(model)
    split = partitioned and model is not models.County
    end = ' PARTITION BY LIST ("county")' if split else ""
    if not postgresql and not own_id and model is not models.County:
        end = " WITHOUT ROWID"
    yield f'CREATE TABLE "{name}" ({", ".join(parts)}){end}'


def _create_indexes(model: type[Table]) -> Iterator[str]:
    name = table_name(model)
    for number, index in enumerate(model.indexes):
        kind = "UNIQUE INDEX" if index.unique else "INDEX"
        only = f" WHERE {index.only}" if index.only else ""
        columns = _listed(index.columns)
        yield f'CREATE {kind} "{name}_{number}" ON "{name}" ({columns}){only}'


def append_only_triggers(model: type[Table], *, postgresql: bool) -> Iterator[str]:
    """Return the statements that make a table refuse to change or lose a row."""
    name = table_name(model)
    for verb in ("UPDATE", "DELETE"):
        trigger = f"{name}_no_{verb.lower()}"
        if postgresql:
            action = "FOR EACH ROW EXECUTE FUNCTION gridflow_append_only()"
        else:
            action = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        yield f'CREATE TRIGGER "{trigger}" BEFORE {verb} ON "{name}" {action}'


def statements(*, postgresql: bool, partitioned: bool = False) -> Iterator[str]:
    """Return every statement that makes the schema, in order."""
    if postgresql:
        yield REFUSE_FUNCTION
        instant = "TIMESTAMPTZ"
    else:
        instant = "TEXT"
    yield (
        'CREATE TABLE "schema_version" ("version" INTEGER PRIMARY KEY,'
        f' "applied_at" {instant} NOT NULL)'
    )
    for model in TABLES:
        yield from _create_table(model, postgresql=postgresql, partitioned=partitioned)
        yield from _create_indexes(model)
        if model.append_only:
            yield from append_only_triggers(model, postgresql=postgresql)


def version(database: Database) -> int | None:
    """Return the version of the database's schema, or None where there is none."""
    if not database.table_exists("schema_version"):
        return None
    found: int = run(database, "SELECT version FROM schema_version").fetchone()[0]
    return found


def create(database: Database, at: datetime, *, partitioned: bool = False) -> None:
    """Make the tables unless they are there; `partitioned` needs PostgreSQL."""
    postgresql = isinstance(database, PostgresqlDatabase)
    with database.atomic():
        if version(database) is not None:
            return
        for statement in statements(postgresql=postgresql, partitioned=partitioned):
            run(database, statement)
        hole = database.param
        run(
            database,
            f"INSERT INTO schema_version VALUES ({VERSION}, {hole})",  # noqa: S608
            (instant_text(at),),
        )


def _sequence(county: int) -> str:
    return f"running_number_{county:d}"


def register_county(database: Database, county: int, label: str) -> None:
    """Add a county's row, its counter and its partitions, unless they are there."""
    hole = database.param
    cursor = run(
        database,
        f"INSERT INTO county (county, label, next_number) VALUES ({hole}, {hole}, 1)"  # noqa: S608
        " ON CONFLICT (county) DO NOTHING",
        (county, label),
    )
    if not cursor.rowcount or not isinstance(database, PostgresqlDatabase):
        return
    run(database, f"CREATE SEQUENCE {_sequence(county)} AS bigint")
    for model in TABLES:
        name = table_name(model)
        split = run(
            database,
            "SELECT 1 FROM pg_class WHERE oid = to_regclass(%s) AND relkind = 'p'",
            (name,),
        )
        if split.fetchone():
            run(
                database,
                f'CREATE TABLE "{name}_{county:d}" PARTITION OF "{name}"'
                f" FOR VALUES IN ({county:d})",
            )


def next_blocks(database: Database, county: int, blocks: int) -> list[range]:
    """Take blocks of running numbers from PostgreSQL's sequence.

    A sequence asks for no lock, so no transaction waits for another one's numbers.
    """
    cursor = run(
        database,
        f"SELECT nextval('{_sequence(county)}') FROM generate_series(1, %s)",  # noqa: S608
        (blocks,),
    )
    return [range((n - 1) * BATCH + 1, n * BATCH + 1) for (n,) in cursor.fetchall()]
