"""What partners say of our reports comes back: asked for every quarter of an hour, told once each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from django.db.models import Q

from backend.reports.models.standing import OPEN
from backend.reports.outside_statuses import ours
from backend.reports.send_on import Said, partner_said
from notifications.models import Parcel, Partner
from notifications.outward import Unreachable
from notifications.partners import georeport
from notifications.partners.georeport import Answered, Row
from notifications.step import taken

EVERY = timedelta(minutes=15)
ASKED_FOR = timedelta(days=365)  # then what a partner does not end is let be
_MOST = 40  # numbers in one question
_BATCH = 400
_LONGEST_WORDS = 1000


def poll(*, now: datetime) -> int:
    """Ask every partner what is due to be asked, and return how many new things were said."""
    due = Parcel.objects.filter(
        Q(polled_at__isnull=True) | Q(polled_at__lte=now - EVERY), sent_at__gte=now - ASKED_FOR, is_over=False
    )
    rows = list(due.select_related("partner", "report").order_by("polled_at", "id")[:_BATCH])
    rows.sort(key=lambda parcel: (parcel.partner_id, parcel.pk))
    said = 0
    for _pk, same in groupby(rows, key=lambda parcel: parcel.partner_id):
        parcels = list(same)
        for first in range(0, len(parcels), _MOST):
            some = parcels[first : first + _MOST]
            Parcel.objects.filter(pk__in=[one.pk for one in some]).update(polled_at=now)
            said += taken(f"Partner {some[0].partner_id}", partial(_poll, some[0].partner, some, now)) or 0
    return said


def _poll(partner: Partner, parcels: Sequence[Parcel], now: datetime) -> int:
    """Ask one partner of some of its parcels; one that does not answer is asked the next time."""
    by_id = {one.remote_id: one for one in parcels}
    query = {"service_request_id": ",".join(by_id)}
    try:
        told = list(_updates(partner, parcels, query, now=now))
        stands = [] if told else georeport.requests(partner, query)
    except (Unreachable, Answered):
        return 0
    number = sum(_tell(by_id[remote], said, partner, now=now) for remote, said in told if remote in by_id)
    for row in stands:
        parcel = by_id.get(georeport.text_of(row, "service_request_id"))
        if parcel is not None and (said := _of_status(row, parcel)) is not None:
            number += _tell(parcel, said, partner, now=now)
    return number


def _updates(
    partner: Partner, parcels: Sequence[Parcel], query: Mapping[str, str], *, now: datetime
) -> Iterator[tuple[str, Said]]:
    """Yield (number, what is said) of the updates; nothing where the partner has none, or does not know of such."""
    begins = min(parcel.sent_at or now for parcel in parcels) - timedelta(hours=1)
    span = {"start_date": georeport.written(begins), "end_date": georeport.written(now)}
    try:
        rows = georeport.updates(partner, {**query, **span})
    except Answered:
        return
    for row in rows:
        update = georeport.text_of(row, "update_id", most=90)
        if update:
            words = georeport.text_of(row, "description", most=_LONGEST_WORDS)
            yield (
                georeport.text_of(row, "service_request_id"),
                Said(update=f"update {update}", status=_status(row), words=words),
            )


def _of_status(row: Row, parcel: Parcel) -> Said | None:
    """Return what a request's own row says that is new; None for nothing."""
    status = _status(row)
    if not status or status == parcel.remote_status or (not parcel.remote_status and status in OPEN):
        return None
    at = georeport.text_of(row, "updated_datetime", most=40)
    words = georeport.text_of(row, "status_notes", most=_LONGEST_WORDS)
    return Said(update=f"status {status} {at}", status=status, words=words)


def _tell(parcel: Parcel, said: Said, partner: Partner, *, now: datetime) -> int:
    """Keep what was said; return 1 where it is new."""
    event = partner_said(parcel.report, said, partner=partner.name, now=now, is_followed=partner.is_followed)
    if event is None:
        return 0
    if said.status:
        parcel.remote_status, parcel.is_over = said.status, said.status not in OPEN
        parcel.save(update_fields=["remote_status", "is_over"])
    return 1


def _status(row: Row) -> str:
    found = ours(georeport.text_of(row, "status", most=60))
    return found.value if found else ""
