"""Parcels leave: each is claimed, posted and ticked off, with the guarantees of letters.

Once, where the partner knows ``Idempotency-Key`` (we do) or lists what it received: a try whose end nobody saw (the
worker died, the line broke) is looked for there, by the address of our public page in its words, before the next try.
Where a partner does neither, it may receive a report twice, and sees that by the same address. Never lost: what cannot
be sent for three days is given up, and says so in the report's history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.reports.links import public_url
from backend.reports.models import Event, Report
from backend.reports.rights import check_in_charge
from backend.reports.send_on import Said, partner_said, send_on
from backend.routing.names import named
from notifications.models import Parcel
from notifications.outward import Unreachable
from notifications.partners import georeport
from notifications.partners.book import partners_for
from notifications.partners.georeport import Answered, Received
from notifications.step import taken

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 360, 720, 1440, 1440))  # three and a half days
MOST_ATTEMPTS = len(PAUSES) + 1
TOKEN_PAUSE, NUMBER_WITHIN = timedelta(minutes=10), timedelta(days=7)
_LOOKED_BACK = timedelta(minutes=10)  # clocks differ
_BATCH = 20
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS})
_SERVER_ERROR = 500


@dataclass(frozen=True)
class _Failed:
    """A try that failed; ``is_final``: as any other would; ``is_known``: nothing arrived there."""

    code: str
    is_final: bool = False
    is_known: bool = False


def send(report: Report, code: str, *, words: str, by: Staff, now: datetime) -> Event:
    """Let ``report`` go on to the partner numbered ``code``; the worker posts it. Raises Refused."""
    check_in_charge(by, report)
    to = next((one for one in partners_for(report) if str(one.pk) == code), None)
    if to is None:
        words = _("Hệ thống này không nhận loại việc của phản ánh, hoặc đã được gửi.")
        raise Refused(words, field="partner", code="unknown_partner")
    with transaction.atomic():
        event = send_on(report, to.name, words=words, by=by, now=now)
        Parcel.objects.create(report=report, event=event, partner=to, not_before=now)
    return event


def drain(*, now: datetime) -> int:
    """Send what is due, and return how many parcels were tried. Any number of workers may call it at once."""
    tried = 0
    for pk in _free(now).order_by("not_before", "id").values_list("pk", flat=True)[:_BATCH]:
        if _claim(pk, now):
            taken(f"Parcel {pk}", partial(_try, pk, now))
            tried += 1
    return tried


def _free(now: datetime) -> "QuerySet[Parcel]":
    unclaimed = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Parcel.objects.filter(unclaimed, sent_at__isnull=True, gave_up_at__isnull=True, not_before__lte=now)


def _claim(pk: int, now: datetime) -> bool:
    return bool(_free(now).filter(pk=pk).update(lease_until=now + LEASE, attempts=F("attempts") + 1))


def _try(pk: int, now: datetime) -> None:
    parcel = Parcel.objects.select_related("partner", "report__category", "event__words").get(pk=pk)
    if why := _why_pointless(parcel):
        _give_up(parcel, why, now=now)
        return
    try:
        received = _received(parcel, now=now)
    except Unreachable as away:
        _failed(parcel, _Failed(away.code, is_known=not away.was_sent), now=now)
    except Answered as answered:
        is_final = HTTPStatus.BAD_REQUEST <= answered.status < _SERVER_ERROR and answered.status not in _LATER
        _failed(parcel, _Failed(answered.code, is_final=is_final, is_known=is_final), now=now)
    else:
        _ticked_off(parcel, received, now=now)


def _why_pointless(parcel: Parcel) -> str:
    """Return why no further try is made: the partner has ended, or every worker died of the parcel."""
    if parcel.partner.ended_at and not parcel.remote_token:
        return "partner_ended"
    return "worker_died" if parcel.attempts > MOST_ATTEMPTS else ""


def _received(parcel: Parcel, *, now: datetime) -> Received:
    """Return what the partner calls the parcel, posting it where it does not have it yet."""
    if parcel.remote_token:
        return Received(georeport.of_token(parcel.partner, parcel.remote_token), parcel.remote_token)
    if parcel.posting_at is not None and (remote_id := _found_there(parcel, now=now)):
        return Received(remote_id)
    if parcel.posting_at is None:
        parcel.posting_at = now
        parcel.save(update_fields=["posting_at"])  # committed before anything leaves
    return georeport.post(parcel.partner, _fields(parcel), key=str(parcel.key))


def _found_there(parcel: Parcel, *, now: datetime) -> str:
    """Return the partner's number of what an earlier try may have left there, "" for none. Raises Unreachable."""
    query = {
        "service_code": parcel.partner.services.get(parcel.report.category.code, ""),
        "start_date": georeport.written((parcel.posting_at or now) - _LOOKED_BACK),
        "end_date": georeport.written(now + _LOOKED_BACK),
    }
    try:
        rows = georeport.requests(parcel.partner, query)
    except Answered as answered:
        if answered.status >= _SERVER_ERROR or answered.status in _LATER:
            raise
        return ""  # it does not list what it has: the key of the try is all there is
    own = public_url(parcel.report)
    found = (row for row in rows if own in georeport.text_of(row, "description", most=10_000).split())
    return next((georeport.text_of(row, "service_request_id", most=100) for row in found), "")


def _fields(parcel: Parcel) -> Mapping[str, str]:
    """Return what leaves: what the public reads, the unit's words, the exact place; nothing of who reported."""
    report = parcel.report
    words = getattr(parcel.event, "words", None)
    said = ("" if words is None or words.erased_at else words.body, report.public_text, public_url(report))
    photo = report.photos.exclude(public_name="").order_by("order", "id").first()
    url = f"{settings.PUBLIC_URL}{reverse('photo-file', args=[photo.public_name])}" if photo else ""
    return {
        "service_code": parcel.partner.services.get(report.category.code, ""),
        "lat": str(report.lat),
        "long": str(report.lon),
        "address_string": report.address or (report.street.name if report.street else ""),
        "description": "\n\n".join(filter(None, said)) or named(report.category),
        "media_url": url,
    }


def _ticked_off(parcel: Parcel, received: Received, *, now: datetime) -> None:
    with transaction.atomic():
        parcel.remote_id, parcel.remote_token, parcel.lease_until = received.remote_id, received.token, None
        if received.remote_id:
            parcel.sent_at, parcel.last_error = now, ""
            said = Said(update="received", remote_id=received.remote_id)
            partner_said(parcel.report, said, partner=parcel.partner.name, now=now)
        else:
            _put_off(parcel, "waits_for_its_number", now + TOKEN_PAUSE)
            parcel.attempts = 0  # it has arrived: the waiting is no failure
        parcel.save()
    if not received.remote_id and now - parcel.event.at > NUMBER_WITHIN:
        _give_up(parcel, "no_number", now=now)


def _failed(parcel: Parcel, failed: _Failed, *, now: datetime) -> None:
    if failed.is_known:
        parcel.posting_at = None
    if failed.is_final or parcel.attempts >= MOST_ATTEMPTS:
        _give_up(parcel, failed.code, now=now)
        return
    _put_off(parcel, failed.code, now + PAUSES[parcel.attempts - 1])
    parcel.save()


def _put_off(parcel: Parcel, code: str, until: datetime) -> None:
    parcel.not_before, parcel.lease_until, parcel.last_error = until, None, code


def _give_up(parcel: Parcel, code: str, *, now: datetime) -> None:
    """Stop trying, and say so in the history: the unit reads it there."""
    with transaction.atomic():
        parcel.gave_up_at, parcel.lease_until, parcel.last_error = now, None, code
        parcel.save()
        partner_said(parcel.report, Said(update="given_up", failed=code), partner=parcel.partner.name, now=now)
