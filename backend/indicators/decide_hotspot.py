"""A proposed hot spot is accepted, and is one from then on, or refused: by a person, with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.core import edition
from backend.core.errors import Forbidden, Refused
from backend.core.text import clean_line, fold
from backend.indicators.models import HotspotProposal, ProposalState
from backend.places.geometry import Point, box_around, haversine_m
from backend.places.models import Hotspot, HotspotKind
from backend.reports.models import Report

LONGEST_REASON, LONGEST_NAME = 500, 120
SOURCE = "Đề xuất từ mật độ phản ánh"


class NotYourDecision(Forbidden):
    """Only the programme's office and leaders decide on hot spots."""

    def __init__(self) -> None:
        super().__init__(_("Chỉ Tổ giúp việc Chương trình và lãnh đạo quận quyết định điểm nóng."), code="not_yours")


class DecidedAlready(Refused):
    """Somebody else decided a moment ago."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Đề xuất này đã có người quyết định. Xin xem lại."), code="overtaken")


@dataclass(frozen=True)
class Decision:
    """What is decided and why; ``name`` is what the hot spot is called, empty for the place's own name."""

    is_accepted: bool
    reason: str
    name: str = ""


def may_decide(user: User) -> bool:
    """Whether ``user`` decides on proposed hot spots."""
    return user.is_active and (user.is_office or any(post.role == Role.LEADER for post in user.posts))


def decide(proposal: HotspotProposal, decision: Decision, *, by: Staff, now: datetime) -> Hotspot | None:
    """Decide on ``proposal``; return the new hot spot where it was accepted.

    Reports of before that lie in it and in no other belong to it. Raises NotYourDecision, DecidedAlready, Refused
    (``reason``, ``name``).
    """
    if not may_decide(by.user):
        raise NotYourDecision
    reason = clean_line(decision.reason)
    name = clean_line(decision.name) or proposal.place
    _check(reason, name)
    state = ProposalState.ACCEPTED if decision.is_accepted else ProposalState.REFUSED
    with transaction.atomic():
        waiting = HotspotProposal.objects.filter(pk=proposal.pk, state=ProposalState.PROPOSED)
        if not waiting.update(state=state, reason=reason, decided_at=now, decided_by=by.user):
            raise DecidedAlready
        if not decision.is_accepted:
            return None
        hotspot = _new(proposal, name)
        HotspotProposal.objects.filter(pk=proposal.pk).update(hotspot=hotspot)
        Report.objects.filter(pk__in=_inside(hotspot)).update(hotspot=hotspot)
        edition.changed()
    return hotspot


def _check(reason: str, name: str) -> None:
    if not reason:
        raise Refused(_("Xin ghi lý do."), field="reason", code="required")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_REASON}, field="reason")
    if len(name) > LONGEST_NAME:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NAME}, field="name")


def _new(proposal: HotspotProposal, name: str) -> Hotspot:
    code = f"{slugify(fold(name))[:45] or 'diem-nong'}-{proposal.pk}"
    try:
        with transaction.atomic():
            return Hotspot.objects.create(
                code=code,
                name=name,
                kind=HotspotKind.STREET,
                lat=proposal.lat,
                lon=proposal.lon,
                radius_m=proposal.radius_m,
                search=fold(name),
                source=SOURCE,
            )
    except IntegrityError:
        raise DecidedAlready from None


def _inside(hotspot: Hotspot) -> Iterable[int]:
    middle, box = hotspot.point, box_around(hotspot.point, hotspot.radius_m)
    rows = Report.objects.filter(lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))
    near = rows.filter(hotspot__isnull=True).order_by("id").values_list("pk", "lat", "lon")
    return [pk for pk, lat, lon in near if haversine_m(middle, Point(lat, lon)) <= hotspot.radius_m]
