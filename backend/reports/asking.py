"""Asking an address whether it wants to hear: seldom, with a yes before the first letter, and one click to stop."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.reports import consent
from backend.reports.models import AreaFollower, Browser, Contact, Follower
from backend.reports.wall import ALL, seeing

CONFIRM_WITHIN = timedelta(days=3)  # an address nobody confirmed is erased after this long
REST = timedelta(days=30)  # so long an address that said no is not asked of the same thing again
MOST_UNCONFIRMED = 5  # letters that ask one address in that time, of all things, without a yes
_KINDS: tuple[type[Follower | AreaFollower], ...] = (Follower, AreaFollower)


class AskedOften(Refused):
    """The address was asked several times already and never answered."""

    status = 429


def no_address() -> Refused:
    """Return what is said where an address is needed and none was typed."""
    return Refused(_("Xin ông/bà ghi thư điện tử."), field="contact_email", code="required")


def rests(now: datetime) -> Q:
    """Return the condition under which who was asked before is not asked again: they follow, or said no lately."""
    return Q(stopped_at__isnull=True) | Q(stopped_at__gt=now - REST)


def check_not_asked_often(address: str, *, now: datetime) -> None:
    """Raise AskedOften where :data:`MOST_UNCONFIRMED` questions went to ``address`` lately and none had a yes."""
    unanswered = Q(address=address, confirmed_at__isnull=True, asked_at__gt=now - REST)
    if sum(kind.objects.filter(unanswered).count() for kind in _KINDS) >= MOST_UNCONFIRMED:
        words = _("Trong 30 ngày qua, nhiều thư xác nhận đã được gửi đến địa chỉ này. Xin ông/bà thử lại sau.")
        raise AskedOften(words, field="contact_email")


@seeing(ALL)  # of its own row, whose number comes back
def contact_by_mail(email: str, *, language: str, now: datetime) -> Contact:
    """Write down an address that agreed to be asked."""
    return Contact.objects.create(email=email, language=language, consent_version=consent.FOLLOWING, consent_at=now)


def confirm(follower: Follower | AreaFollower, *, now: datetime) -> None:
    """Let the letters begin; what the address followed at the same place before is over. Harmless twice."""
    waiting = type(follower).objects.filter(pk=follower.pk, confirmed_at__isnull=True, stopped_at__isnull=True)
    with transaction.atomic():
        if waiting.update(confirmed_at=now) and isinstance(follower, AreaFollower):
            stop_all(_followed_before(follower), now=now)


def stop(follower: Follower | AreaFollower, *, now: datetime) -> None:
    """Erase the address; nothing goes there any more. Harmless twice."""
    with transaction.atomic():
        erase([follower.contact_id], now=now)
        type(follower).objects.filter(pk=follower.pk, stopped_at__isnull=True).update(stopped_at=now)


def stop_all(contacts: Sequence[int], *, now: datetime) -> None:
    """Erase these contacts of followers, whatever they follow. Harmless twice."""
    with transaction.atomic():
        erase(contacts, now=now)
        for kind in _KINDS:
            kind.objects.filter(contact__in=contacts, stopped_at__isnull=True).update(stopped_at=now)


def forget_unconfirmed(now: datetime) -> int:
    """Erase addresses that nobody confirmed in time, and forget after :data:`REST` who said no; return how many."""
    found: list[int] = []
    for kind in _KINDS:
        asked = kind.objects.filter(confirmed_at__isnull=True, stopped_at__isnull=True)
        late = asked.filter(asked_at__lte=now - CONFIRM_WITHIN)
        found += late.order_by("id").values_list("contact", flat=True)
    stop_all(found, now=now)
    over = Q(follower__stopped_at__lte=now - REST) | Q(areafollower__stopped_at__lte=now - REST)
    Contact.objects.filter(over).delete()
    return len(found)


def print_of(address: str) -> str:
    """Return 32 hex digits that stand for a mail address, whatever its case, or for a browser."""
    mac = hmac.new(settings.SECRET_LINK_KEY.encode(), f"follower {address.lower()}".encode(), "sha256")
    return mac.hexdigest()[:32]


def _followed_before(follower: AreaFollower) -> Sequence[int]:
    """Return the contacts under which the same address follows the same place, whichever kinds."""
    where = {name: getattr(follower, name) for name in ("street_id", "ward_id", "lat", "lon", "radius_m")}
    same = AreaFollower.objects.filter(address=follower.address, stopped_at__isnull=True, **where)
    return list(same.exclude(pk=follower.pk).order_by("id").values_list("contact", flat=True))


@seeing(ALL)
def erase(contacts: Sequence[int], *, now: datetime) -> None:
    """Erase what these contacts hold of a person, and their browsers. Harmless twice."""
    Browser.objects.filter(contact__in=contacts).delete()
    standing = Contact.objects.filter(pk__in=contacts, erased_at__isnull=True)
    standing.update(name="", phone="", email="", by_browser=False, erased_at=now)
