"""What waited in a browser for the network comes in here: the fields of the form, under the key they were written with.

It is the form's own way in for programs of the page: what the form asks for is asked here, too, and said as a problem.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.http import photos_sent
from backend.http.fields import read_moment
from backend.http.idempotency import HEADER, read_key
from backend.http.problem import refused
from backend.http.visitor import origin_of
from backend.reports.codes import spoken_code
from backend.reports.intake import Filed, KeyReused, submit
from backend.routing.belongs import check_read
from citizen_api.pages import draft
from citizen_api.pages.sent import sent_path
from citizen_api.pages.stamp import took_s

_CLOCKS_DIFFER = timedelta(minutes=5)


# Exempt from the cross-site check because it stands on no cookie, and could not be asked: the worker of the browser
# has no page with a token. No page of another site can send the header with the key.
@csrf_exempt
@require_POST
def outbox(request: HttpRequest) -> HttpResponse:
    """File a report that waited; answer 201 with its code and the reporter's own confirmation, again as the first time.

    A refusal comes with a token for the form itself, which says what is wrong at its place.
    """
    now = timezone.now()
    try:
        filed = _filed(request, now=now)
    except Refused as refusal:
        return refused(refusal, more={"csrf": get_token(request)})
    report = filed.report
    about = {"code": report.code, "spoken": spoken_code(report.code), "url": sent_path(report)}
    return JsonResponse(about, status=HTTPStatus.CREATED, headers={"Cache-Control": "no-store"})


def _filed(request: HttpRequest, *, now: datetime) -> Filed:
    key = read_key(request)
    if key is None:
        raise Refused(_("Khóa chống gửi trùng phải là một UUID."), field=HEADER, code="required")
    written = replace(draft.read(request.POST), key=key)
    raws = photos_sent.photos_in(request.FILES.getlist("photos"), kept=len(written.tokens))
    check_read(written.text, is_insisted=written.is_insisted)
    new = replace(written.new_report(raws), captured_at=_written_at(request, now=now))
    origin = origin_of(request, is_trapped=bool(written.subject), took_s=took_s(written.opened, now=now))
    try:
        return submit(new, by=Reporter(), now=now, sent_from=origin)
    except KeyReused as before:
        said = _(
            "Bản trước của phản ánh này đã được nhận, mã %(code)s. Nếu đây là việc khác, xin mở trong biểu mẫu và gửi."
        ) % {"code": spoken_code(before.sent_before)}
        raise Refused(said, field=HEADER, code=before.code) from before


def _written_at(request: HttpRequest, *, now: datetime) -> datetime | None:
    """Return when Send was pressed; None where the telephone's clock is ahead: that is no reason to lose a report."""
    moment = read_moment(request.POST.get("captured_at", ""))
    return moment if moment and moment <= now + _CLOCKS_DIFFER else None
