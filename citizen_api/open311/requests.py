"""Requests: list them, read one, post one, ask by a token which one it became."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from backend.accounts.models import ProgramKey, Scope
from backend.accounts.program_keys import key_for, program_of
from backend.http.georeport import Document, Listed
from backend.http.idempotency import read_key
from backend.http.limits import Limit, spend
from backend.reports.codes import read_code
from backend.reports.intake import Filed, submit
from backend.reports.models import Report, Screening
from backend.reports.new_report import NewReport
from backend.routing.deadlines import spoken
from backend.routing.names import briefly
from citizen_api.open311 import bookmarks, query, shape, tokens
from citizen_api.open311.door import Call, resource
from citizen_api.open311.new_request import read
from citizen_api.open311.sent import Sent, sent
from citizen_api.open311.services import BATCH

OF_A_KEY = Limit("open311-key", 120, 60)  # a portal of a city sends less in an hour


def opened_by(call: Call, scope: Scope) -> tuple[Sent, ProgramKey]:
    """Return what was posted, and the key it was posted with. Raises WrongKey, TooMany."""
    posted = sent(call.request)
    key = key_for(posted.one("api_key"), scope, now=call.now)
    spend(call.request, OF_A_KEY, now=call.now, key=f"key {key.pk}")
    return posted, key


def _list(call: Call, names: Mapping[str, str]) -> Document:
    asked = call.request.GET
    # Numbers first: of the pages before it a page that lies deep reads an index alone.
    found = query.found(asked, now=call.now)
    numbers = bookmarks.numbers(found, call.request, query.part(asked), by=query.sorted_by(asked))
    by_number = {report.pk: report for report in shape.fetched(Report.objects.filter(pk__in=numbers).order_by("id"))}
    return _shown(call, [by_number[number] for number in numbers])


def _one(call: Call, names: Mapping[str, str]) -> Document:
    code = read_code(names["code"])
    rows = list(shape.fetched(Report.objects.filter(code=code))) if code else []
    if not rows:
        raise Http404
    return _shown(call, rows)


def _shown(call: Call, rows: list[Report]) -> Document:
    extensions = query.wants_extensions(call.request.GET)
    return Listed("service_requests", "request", shape.shown(rows, call.request, extensions=extensions))


def _post(call: Call, names: Mapping[str, str]) -> Document:
    posted, key = opened_by(call, Scope.REPORT)
    asked = read(posted, key, idempotency_key=read_key(call.request), now=call.now)
    filed = _filed(call, asked.new, key)
    notice = " ".join(filter(None, (_notice(filed), _left_out(asked.left_out))))
    fields = {**_named(filed.report), "service_notice": notice, "account_id": posted.one("account_id") or None}
    return Listed("service_requests", "request", [fields])


def _filed(call: Call, new: NewReport, key: ProgramKey) -> Filed:
    with transaction.atomic() if call.is_test else nullcontext():
        filed = submit(new, by=program_of(key), now=call.now)
        if call.is_test:
            transaction.set_rollback(True)
    return filed


def _named(report: Report) -> dict[str, Any]:
    """Return the number of a request, or the token of a batch service: never both."""
    if report.category.code in BATCH:
        return {"token": tokens.token_of(report)}
    return {"service_request_id": report.code}


def _notice(filed: Filed) -> str:
    report, event = filed.report, filed.event
    if report.screening != Screening.CLEAR or event.unit is None or not (event.accept_by and event.resolve_by):
        return _("Phản ánh đang chờ cán bộ xem.")
    said = {"unit": briefly(event.unit), "accept": spoken(event.accept_by), "resolve": spoken(event.resolve_by)}
    return _("%(unit)s tiếp nhận trước %(accept)s, xử lý trước %(resolve)s.") % said


def _left_out(names: tuple[str, ...]) -> str:
    words = _("Không lưu được cách liên hệ này vì không đúng: %(names)s.")
    return words % {"names": ", ".join(names)} if names else ""


def _token(call: Call, names: Mapping[str, str]) -> Document:
    report = tokens.report_of(names["code"])
    if report is None:
        raise Http404
    return Listed("service_requests", "request", [{"service_request_id": report.code, "token": names["code"]}])


requests = resource(get=_list, post=_post)
request = resource(get=_one)
token = resource(get=_token)
