"""`/records/<path>/<code>`: one record to read, with history and reveals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.clock import LEGAL_ZONE
from gridflow.engine.records import record_page, reveal
from gridflow.web.page import Page, exposed, key_of_request


class Records(Page):
    """Records of any kind, by the path of the kind."""

    @exposed("/<path>/<code>")
    def show_record(self, path: str, code: str) -> AnyResponse:
        """Show one record, on a day and as known at an instant."""
        return self._record(path, code)

    @exposed("/<path>/<code>/reveal", methods=("POST",))
    def reveal(self, path: str, code: str) -> AnyResponse:
        """Show one masked value, once, for a reason that is kept."""
        field = request.form.get("field", "")
        # the value may be a part's: the page is that of its whole
        page = request.form.get("page", "") or code
        text = reveal(
            self.engine,
            self.actor,
            path,
            code,
            field,
            reason=request.form.get("reason", "").strip(),
            key=key_of_request(self.engine),
        )
        revealed = {f"{code}.{field}": text}
        return self._record(path, page, revealed, opened=(code, field))

    def _record(
        self,
        path: str,
        code: str,
        revealed: Mapping[str, str] = MappingProxyType({}),
        opened: tuple[str, str] = ("", ""),
    ) -> AnyResponse:
        field = request.args.get("field", "")
        page = record_page(
            self.engine,
            self.actor,
            path,
            code,
            as_of=_day(request.args.get("as_of", "")),
            known_at=_instant(request.args.get("known_at", "")),
            field=field,
        )
        flows = [
            flow
            for flow in self.desk.procedure().flows.values()
            if flow.about == page.kind.id and f"open:{flow.id}" in page.may
        ]
        part, shown = opened
        return self.show(
            "record.html",
            page=page,
            field=field,
            revealed=revealed,
            open_part=part,
            open_fields=(shown,),
            flows=flows,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)
    except ValueError:
        return None
