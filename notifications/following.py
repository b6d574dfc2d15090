"""Letters and notices to those who follow: one report as it goes on, an area each evening."""

from datetime import datetime

from backend.reports import links
from backend.reports.area import area_of
from backend.reports.area_digest import changes_for, changes_of
from backend.reports.follow_area import ASKED
from backend.reports.models import AreaFollower, Event, Follower, Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from notifications import follower_texts
from notifications.carriers import email
from notifications.carriers.push import Notice
from notifications.hours import earliest
from notifications.models import Carrier, Letter
from notifications.notices import notify_browser
from notifications.outcome import GivenUp, Outcome, PutOff, Sent
from notifications.texts import Text


def to_follower(letter: Letter, event: Event, report: Report, number: int, *, now: datetime) -> Outcome:
    """Send to somebody who follows the report, if they still do. Raises Unsent."""
    rows = Follower.objects.select_related("contact", "contact__browser", "report")
    there = rows.filter(pk=number, stopped_at__isnull=True).first()
    if there is None:
        return GivenUp("erased")
    is_held = report.screening != Screening.CLEAR or report.held_as == HELD_DENUNCIATION
    if is_held and not there.is_reporter:
        return GivenUp("held")
    if letter.carrier == Carrier.PUSH:
        text = follower_texts.notice_of_report(event, report, there)
        return _noticed(letter, there, text, links.public_url(report), now=now)
    return _mailed(letter, there, follower_texts.mail_to_follower(event, report, there))


def to_area_follower(letter: Letter, event: Event, number: int, *, now: datetime) -> Outcome:
    """Send the question, or the evening's letter where there still is something to tell. Raises Unsent."""
    rows = AreaFollower.objects.select_related("contact", "contact__browser", "street").defer("street__lines")
    there = rows.filter(pk=number, stopped_at__isnull=True).first()
    if there is None:
        return GivenUp("erased")
    area = area_of(there)
    if event.kind == ASKED:
        return _mailed(letter, there, follower_texts.question_about(area, there))
    changes = changes_for(there, changes_of(event))
    if not changes:
        return GivenUp("done_meanwhile")
    if letter.carrier == Carrier.PUSH:
        text = follower_texts.notice_of_area(area, changes, there)
        return _noticed(letter, there, text, links.area_url(area), now=now)
    return _mailed(letter, there, follower_texts.news_of_area(area, changes, there))


def _mailed(letter: Letter, follower: Follower | AreaFollower, text: Text) -> Outcome:
    if not follower.contact.email:
        return GivenUp("no_address")
    stop_at = links.follow_url(follower)
    email.send(email.Mail(letter.name, follower.contact.email, text.subject, text.body, stop_at))
    return Sent()


def _noticed(letter: Letter, follower: Follower | AreaFollower, text: Text, url: str, *, now: datetime) -> Outcome:
    """Show it on the telephone; not in the night, like a text message."""
    browser = getattr(follower.contact, "browser", None)
    if browser is None:
        return GivenUp("no_address")
    awake = earliest(now, carrier=Carrier.SMS, is_urgent=False)
    if awake > now:
        return PutOff(awake, is_counted=False)
    notice = Notice(letter.name, text.subject, text.body.strip(), url)
    return Sent() if notify_browser(browser, notice, now=now) else GivenUp("no_address")
