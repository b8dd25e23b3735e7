"""Every page of the site with its endpoint and its address, in one table."""

from __future__ import annotations

from gridflow.web.desk import Desk
from gridflow.web.page import Page
from gridflow.web.pages.account import Login, Logout, Password, Post, Sessions
from gridflow.web.pages.areas import Areas, Codes
from gridflow.web.pages.campaigns import Campaigns
from gridflow.web.pages.cases import Cases
from gridflow.web.pages.exports import Exports, ListExports
from gridflow.web.pages.health import Healthz, Home, Readyz, Static
from gridflow.web.pages.imports import Imports
from gridflow.web.pages.inbox import Inbox
from gridflow.web.pages.jobs import Jobs
from gridflow.web.pages.ledger import Ledgers
from gridflow.web.pages.people import People
from gridflow.web.pages.prints import Prints, TaskPrints
from gridflow.web.pages.record_lists import RecordLists
from gridflow.web.pages.records import Records
from gridflow.web.pages.roster import Roster
from gridflow.web.pages.task import TaskPages
from gridflow.web.pages.task_moves import TaskMoves
from gridflow.web.pages.uploads import Files, TaskUploads

_TABLE: tuple[tuple[type[Page], str, str], ...] = (
    (Home, "home", "/"),
    (Login, "login", "/login"),
    (Logout, "logout", "/logout"),
    (Password, "password", "/password"),
    (Post, "post", "/post"),
    (Sessions, "sessions", "/sessions"),
    (Inbox, "inbox", "/inbox"),
    (TaskPages, "task", "/tasks"),
    (TaskMoves, "task_move", "/tasks"),
    (TaskUploads, "task_upload", "/tasks"),
    (TaskPrints, "task_print", "/tasks"),
    (Files, "files", "/uploads"),
    (Prints, "prints", "/prints"),
    (Jobs, "jobs", "/jobs"),
    (Cases, "case", "/cases"),
    (Campaigns, "campaign", "/campaigns"),
    (Ledgers, "ledger", "/campaigns"),
    (RecordLists, "record_list", "/records"),
    (ListExports, "list_export", "/records"),
    (Exports, "exports", "/exports"),
    (Records, "record", "/records"),
    (Roster, "roster", "/roster"),
    (People, "admin", "/admin"),
    (Areas, "admin_areas", "/admin/areas"),
    (Codes, "admin_codes", "/admin/codes"),
    (Imports, "admin_imports", "/admin/imports"),
    (Healthz, "healthz", "/healthz"),
    (Readyz, "readyz", "/readyz"),
    (Static, "static", "/static"),
)


def views_of(desk: Desk) -> list[Page]:
    """Return the pages; the first one is the index of Flask-Admin."""
    return [page(desk, endpoint, url) for page, endpoint, url in _TABLE]
