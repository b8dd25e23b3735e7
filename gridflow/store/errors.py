"""What the store refuses, one class per condition."""

from __future__ import annotations

from gridflow.errors import GridflowError


class SomebodyWasFirstError(GridflowError):
    """A conditional move changed no row: facts are state, who and when."""

    code = "somebody_was_first"
    status = 409


class KeyReusedError(GridflowError):
    """An idempotency key came again with another command or other arguments."""

    code = "key_reused"
    status = 409


class RecordChangedError(GridflowError):
    """A record has another revision than the writer had read."""

    code = "record_changed"
    status = 409


class KeyTakenError(GridflowError):
    """A value that must be unique already belongs to another record."""

    code = "key_taken"
    status = 409


class LoginTakenError(GridflowError):
    """Somebody else has this log-in name, or the person has one already."""

    code = "login_taken"
    status = 409


class SubmissionReplacedError(GridflowError):
    """The submission to correct was already corrected."""

    code = "submission_replaced"
    status = 409


class TreeError(GridflowError):
    """A change would tear the area tree: facts are why and the area."""

    code = "area_tree"
    status = 409


class PostDatesError(GridflowError):
    """A post would end before it begins."""

    code = "post_dates"
    status = 409


class FutureRevisionError(GridflowError):
    """A revision would be valid from a day after the one it is recorded on."""

    code = "future_revision"
    status = 409


class UnsealError(GridflowError):
    """A sealed value cannot be opened: another key, or moved from another place."""

    code = "unseal"


class KeyFileError(GridflowError):
    """The key file is missing, unreadable or not one."""

    code = "key_file"


class SchemaNewerError(GridflowError):
    """The database was made by a newer version of the program."""

    code = "schema_newer"


class SchemaMissingError(GridflowError):
    """The database has no tables of ours, or none of this county, yet."""

    code = "schema_missing"


class DatabaseUrlError(GridflowError):
    """The database address is neither sqlite:///PATH nor postgresql://..."""

    code = "database_url"


class NestedTransactionError(GridflowError):
    """A transaction was begun inside another one: a mistake in the program."""

    code = "nested_transaction"


class UnstorableError(GridflowError):
    """A value is beyond what any column of the database holds."""

    code = "unstorable"
    status = 400


class StoreUnavailableError(GridflowError):
    """The database cannot work just now: locked for too long, gone, or full."""

    code = "store_unavailable"
    status = 503
