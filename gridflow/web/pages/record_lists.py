"""`/records/<path>`: records to search and filter, with saved views as tabs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import flash, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.access import may
from gridflow.engine.faults import Fault
from gridflow.engine.record_lists import ListFilters, RecordList, record_list
from gridflow.engine.saved_views import delete_view, save_view, saved_views
from gridflow.spec.forms import Form
from gridflow.web.list_address import address_of, filters_of, pairs_of
from gridflow.web.page import Page, cursor_of_request, exposed, key_of_request, see


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view as a link; `code` is "" where the actor may not take it away."""

    label: str
    url: str
    here: bool
    shared_by: str
    code: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is on, with the address of the list without it."""

    label: str
    url: str


class RecordLists(Page):
    """Lists of records of any kind, by the path of the kind."""

    @exposed("/<path>")
    def index(self, path: str) -> AnyResponse:
        """List the records of a kind."""
        return self._list(path)

    @exposed("/<path>/views", methods=("POST",))
    def save(self, path: str) -> AnyResponse:
        """Keep the list's filters under a name."""
        filters = filters_of(request.form)
        made = save_view(
            self.engine,
            self.actor,
            path,
            request.form.get("label", "")[:200],
            filters,
            shared=request.form.get("shared") == "yes",
            key=key_of_request(self.engine),
        )
        if isinstance(made, Fault):
            return self._list(path, filters, self.desk.told(made))
        flash(self.desk.say("view_saved"), "info")
        kind = record_list(self.engine, self.actor, path, filters).kind
        return redirect(address_of(kind, filters), 303)

    @exposed("/<path>/views/<view>/delete", methods=("POST",))
    def delete(self, path: str, view: str) -> AnyResponse:
        """Take a saved view away."""
        key = key_of_request(self.engine)
        delete_view(self.engine, self.actor, path, view, key=key)
        flash(self.desk.say("view_deleted"), "info")
        return see("record_list.index", path=path)

    def _list(
        self, path: str, filters: ListFilters | None = None, mistake: str = ""
    ) -> AnyResponse:
        chosen = filters_of(request.args) if filters is None else filters
        page = record_list(
            self.engine, self.actor, path, chosen, after=cursor_of_request()
        )
        allowed = [
            verb
            for verb in ("export", "share", "reveal")
            if may(self.engine, self.actor, verb, page.kind.id).allowed
        ]
        return self.show(
            "records.html",
            422 if mistake else 200,
            page=page,
            filters=chosen,
            pairs=pairs_of(chosen),
            chosen=list(self._chosen(page, chosen)),
            tabs=self._tabs(page, chosen),
            next=address_of(page.kind, chosen, after=page.next) if page.next else "",
            first=address_of(page.kind, chosen) if request.args.get("after") else "",
            mistake=mistake,
            allowed=allowed,
            blanks=self._blanks(page.kind.id),
        )

    def _tabs(self, page: RecordList, filters: ListFilters) -> list[Tab]:
        kind = page.kind
        bare = replace(filters, search="")
        return [
            Tab(
                one.label,
                address_of(kind, one.filters),
                one.filters == bare,
                one.shared_by,
                one.code if one.mine else "",
            )
            for one in saved_views(self.engine, self.actor, kind.path)
        ]

    def _chosen(self, page: RecordList, filters: ListFilters) -> list[Chosen]:
        kind, found = page.kind, []
        if filters.search:
            without = replace(filters, search="")
            label = self.desk.say("chosen_search", words=filters.search)
            found.append(Chosen(label, address_of(kind, without)))
        if filters.area and page.above:
            without = replace(filters, area="")
            found.append(Chosen(page.above[-1][1], address_of(kind, without)))
        for one in page.choices:
            value = filters.fields.get(one.field.id)
            if not value:
                continue
            nothing = self.desk.say("filter_nothing")
            label = dict(one.options).get(value, nothing if value == "-" else value)
            rest = {k: v for k, v in filters.fields.items() if k != one.field.id}
            address = address_of(kind, replace(filters, fields=rest))
            found.append(Chosen(f"{one.field.label}：{label}", address))
        found += self._chosen_campaign(page, filters)
        return found

    def _chosen_campaign(
        self, page: RecordList, filters: ListFilters
    ) -> Iterator[Chosen]:
        if not filters.campaign:
            return
        running = (one for one in page.campaigns if one.code == filters.campaign)
        one = next(running, None)
        label = one.label if one else self.desk.say("campaign_closed")
        bare = replace(filters, campaign="", class_="", state="")
        yield Chosen(label, address_of(page.kind, bare))
        if filters.class_:
            named = dict(one.classes) if one else {}
            label = named.get(filters.class_, filters.class_)
            yield Chosen(label, address_of(page.kind, replace(filters, class_="")))
        if filters.state:
            code = f"subject_state_{filters.state}"
            yield Chosen(
                self.desk.say(code), address_of(page.kind, replace(filters, state=""))
            )

    def _blanks(self, kind: str) -> list[Form]:
        """Return the forms about a kind that may be printed empty."""
        if not may(self.engine, self.actor, "print", kind).allowed:
            return []
        procedure = self.desk.procedure()
        papers = procedure.printables
        return [
            form
            for form in procedure.forms.values()
            if form.about == kind
            and form.printable in papers
            and papers[str(form.printable)].blank
        ]
