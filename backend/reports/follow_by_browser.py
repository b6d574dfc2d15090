"""Following in the browser in which somebody pressed the button: its permission is the yes, no letter has to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Clock
from backend.core.errors import Refused
from backend.reports import asking, consent
from backend.reports.act import NotOpen, hold
from backend.reports.area import Area, followable
from backend.reports.follow_area import ASKED
from backend.reports.models import AreaFollower, Browser, Contact, Follower, Kind, Report
from backend.reports.record import record, record_system
from backend.reports.support import may_be_supported
from backend.reports.wall import ALL, seeing

MOST = 20  # things that one browser follows at a time
MOST_OF_REPORT = 300  # browsers that hear of one report; a letter by mail is open to more


@dataclass(frozen=True)
class Address:
    """Where a browser takes notices, and its keys; the caller has checked that it is a push service's."""

    endpoint: str
    p256dh: str
    auth: str
    language: str = "vi"


def follow_report(report: Report, browser: Address, *, is_reporter: bool, now: datetime) -> None:
    """Let ``browser`` hear of ``report``; harmless twice. Raises NotOpen, Refused."""
    with transaction.atomic():
        held = hold(report if is_reporter else report.merged_into or report)
        if not (is_reporter or may_be_supported(held)):
            raise NotOpen(_("Phản ánh này đã kết thúc hoặc đang được kiểm tra."), code="not_open")
        if contacts_of_report(held, browser.endpoint):
            return
        _check_room(held)
        contact = _agreed(browser, now=now)
        event = record(held, Kind.FOLLOWED, by=Clock(), now=now, is_public=False)
        Follower.objects.create(
            report=held, is_reporter=is_reporter, contact=contact, event=event, **_said_yes(browser, now)
        )


def follow_area(area: Area, browser: Address, *, now: datetime) -> None:
    """Let ``browser`` hear of ``area``; what it chose there before is over. Raises Refused."""
    fields = followable(area).fields()
    with transaction.atomic():
        asking.stop_all(contacts_of_area(area, browser.endpoint), now=now)
        contact = _agreed(browser, now=now)
        event = record_system(ASKED, now=now)
        AreaFollower.objects.create(contact=contact, event=event, group=area.group, **fields, **_said_yes(browser, now))


@seeing(ALL)
def contacts_of_report(report: Report, endpoint: str) -> Sequence[int]:
    """Return the contacts under which this browser follows ``report``; none where it does not."""
    mine = Follower.objects.filter(contact__browser__endpoint=endpoint, report=report, stopped_at__isnull=True)
    return list(mine.order_by("id").values_list("contact", flat=True))


@seeing(ALL)
def contacts_of_area(area: Area, endpoint: str) -> Sequence[int]:
    """Return the contacts under which this browser follows ``area``, whichever kinds; none where it does not."""
    mine = AreaFollower.objects.filter(contact__browser__endpoint=endpoint, stopped_at__isnull=True, **area.fields())
    return list(mine.order_by("id").values_list("contact", flat=True))


def forget(endpoint: str, *, now: datetime) -> None:
    """Erase a browser that took its permission back, whatever it followed."""
    gone = Browser.objects.filter(endpoint=endpoint).order_by("id")
    asking.stop_all(list(gone.values_list("contact", flat=True)), now=now)


@seeing(ALL)
def _check_room(report: Report) -> None:
    browsers = Follower.objects.filter(report=report, contact__by_browser=True, stopped_at__isnull=True)
    if browsers.count() >= MOST_OF_REPORT:
        words = _("Đã có rất nhiều máy theo dõi phản ánh này. Xin ông/bà để lại thư điện tử để nhận tin.")
        raise Refused(words, code="too_many")


@seeing(ALL)
def _agreed(browser: Address, *, now: datetime) -> Contact:
    """Write the browser down. Raises Refused where it follows very much already."""
    if Browser.objects.filter(endpoint=browser.endpoint).count() >= MOST:
        words = _("Máy này đang theo dõi %(most)s việc. Xin ông/bà thôi theo dõi bớt trước.") % {"most": MOST}
        raise Refused(words, code="too_many")
    contact = Contact.objects.create(
        by_browser=True, language=browser.language, consent_version=consent.FOLLOWING, consent_at=now
    )
    Browser.objects.create(contact=contact, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth)
    return contact


def _said_yes(browser: Address, now: datetime) -> dict[str, object]:
    return {"address": asking.print_of(browser.endpoint), "asked_at": now, "confirmed_at": now}
