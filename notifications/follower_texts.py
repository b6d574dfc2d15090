"""What is said to those who follow a report or an area, in their language: public facts alone."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation

from backend.reports.area import Area
from backend.reports.area_digest import Change, Changes
from backend.reports.codes import spoken_code
from backend.reports.links import area_url, follow_url, public_url
from backend.reports.models import AreaFollower, Event, Follower, Kind, Report, Status
from backend.reports.said_fields import place_of, said
from backend.routing.names import named
from notifications.texts import Text, letters_in, rendered

MOST_NAMED = 20  # of each list in one letter; the page has them all


def mail_to_follower(event: Event, report: Report, follower: Follower) -> Text:
    """Return the letter to somebody who follows ``report``: the question to a new one, else what is new."""
    name = "follower_asked.txt" if event.kind == Kind.FOLLOWED else "follower_news.txt"
    return _of_report(name, event, report, follower)


def notice_of_report(event: Event, report: Report, follower: Follower) -> Text:
    """Return what a telephone shows of ``event``; its reporter is told when something is asked of them."""
    return _of_report("push_report.txt", event, report, follower)


def question_about(area: Area, follower: AreaFollower) -> Text:
    """Return the letter that asks whether its owner wants to hear of ``area``."""
    return _of_area("area_asked.txt", area, Changes(), follower)


def news_of_area(area: Area, changes: Changes, follower: AreaFollower) -> Text:
    """Return the evening's letter."""
    return _of_area("area_news.txt", area, changes, follower)


def notice_of_area(area: Area, changes: Changes, follower: AreaFollower) -> Text:
    """Return what a telephone shows of the evening's letter: how many are new and how many are done."""
    return _of_area("push_area.txt", area, changes, follower)


def _of_report(name: str, event: Event, report: Report, follower: Follower) -> Text:
    language = letters_in(follower.contact.language)
    with translation.override(language):
        fields = {
            "code": spoken_code(report.code),
            "matter": named(report.category),
            "place": place_of(report),
            "unit": named(report.unit),
            "status": Status(event.status).label,
            "resolve_by": said(_due(report)),
            "is_open": report.is_open,
            "is_question": follower.is_reporter and event.kind == Kind.ASKED,
            "is_verdict": follower.is_reporter and event.kind == Kind.RESOLVED,
            "link": public_url(report),
            "follow_link": follow_url(follower),
        }
        return rendered(name, fields, language=language)


def _of_area(name: str, area: Area, changes: Changes, follower: AreaFollower) -> Text:
    language = letters_in(follower.contact.language)
    with translation.override(language):
        fields = {
            "area": area.said(),
            "of_what": area.of_what(),
            "new": _lines(changes.new),
            "more_new": max(0, len(changes.new) - MOST_NAMED),
            "number_new": len(changes.new),
            "ended": _lines(changes.ended),
            "more_ended": max(0, len(changes.ended) - MOST_NAMED),
            "number_ended": len(changes.ended),
            "link": area_url(area),
            "follow_link": follow_url(follower),
        }
        return rendered(name, fields, language=language)


def _lines(changes: Sequence[Change]) -> list[dict[str, str]]:
    return [
        {
            "code": spoken_code(one.report.code),
            "matter": named(one.report.category),
            "place": place_of(one.report),
            "status": str(Status(one.report.status).label),
            "link": public_url(one.report),
        }
        for one in changes[:MOST_NAMED]
    ]


def _due(report: Report) -> datetime:
    return report.extended_to or report.resolve_by
