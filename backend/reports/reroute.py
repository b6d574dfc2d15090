"""What a report is, where it lies, how pressing it is turns out otherwise: who answers, until when, is decided anew.

Deadlines run from the filing as before: late insight buys no time. What was waited for the reporter, or given anew by a
reopening, stays given. Both the old and the new are kept with the event.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core import worktime
from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import locate
from backend.places.models import Site, Ward
from backend.reports.act import Act, begin, finish, hold
from backend.reports.models import Event, Kind, Report, Status
from backend.reports.pending import settle
from backend.reports.place import Placed, place
from backend.reports.reasons import checked_reason
from backend.reports.rights import check_in_charge
from backend.reports.search import text_for
from backend.routing import deadlines
from backend.routing.decide import Decision, Matter, decide
from backend.routing.models import Category, Level, Unit

URGENT_ACCEPT_HOURS = 1  # as the urgent kinds have


def recategorise(
    report: Report, category: Category, *, reason: str, by: Staff, now: datetime, version: int | None = None
) -> Event:
    """Give the report another kind; unit, level and deadlines follow from it. Raises NotYours, Overtaken, Refused."""
    why = checked_reason(reason)
    with transaction.atomic():
        act = _begun(report, by=by, version=version)
        held = act.report
        if category.pk == held.category_id or not category.active:
            raise Refused(_("Xin chọn loại việc khác."), field="category", code="no_change")
        said, was = _said(held), held.category
        decision = decided_for(held, ward=held.ward, category=category, now=now)
        held.category = category
        changes = {
            "category": category,
            "group": category.group,
            "level": decision.level,
            **_due_anew(held, was),
            **newly_in_charge(held, decision.unit, now=now),
        }
        event = _decided(act, changes, decision, Kind.RECATEGORISED, why, said=said, now=now)
    report.refresh_from_db()
    return event


def move(report: Report, point: Point, *, reason: str, by: Staff, now: datetime, version: int | None = None) -> Event:
    """Put the report at ``point`` (WGS 84 degrees); ward, street, unit follow. Deadlines stay with the same unit.

    Raises NotYours, Overtaken, Refused, OutsideDistrict.
    """
    why = checked_reason(reason)
    where = place(point, own_word="", now=now)
    with transaction.atomic():
        act = _begun(report, by=by, version=version)
        said, ward = _said(act.report), act.report.ward
        moved = _placed(point, where)
        for name in ("lat", "lon", "ward", "hotspot", "near_boundary"):
            setattr(act.report, name, moved[name])
        decision = decided_for(act.report, ward=where.located.ward, now=now)
        changes = {**moved, **newly_in_charge(act.report, decision.unit, now=now)}
        act.report.ward = ward
        event = _decided(act, changes, decision, Kind.MOVED, why, said=said, now=now)
    report.refresh_from_db()
    return event


def set_level(
    report: Report, level: Level, *, reason: str, by: Staff, now: datetime, version: int | None = None
) -> Event:
    """Say how pressing the report is. Urgent, it is to be resolved within 4 hours of its acceptance, on its clock.

    Raises NotYours, Overtaken, Refused.
    """
    why = checked_reason(reason)
    with transaction.atomic():
        act = _begun(report, by=by, version=version)
        held = act.report
        if level == held.level:
            raise Refused(_("Xin chọn mức độ khác."), field="level", code="no_change")
        said = _said(held)
        urgent = _urgent(held, now=now) if level == Level.URGENT else {}
        changes = {"level": level, **urgent}
        event = finish(act, changes, Kind.LEVEL_SET, now=now, words=why, data={"before": said}, is_public=False)
    report.refresh_from_db()
    return event


def _urgent(report: Report, *, now: datetime) -> dict[str, object]:
    """Return the deadlines of a report that is urgent from now on: an hour to accept it, then four to resolve it."""
    clock = worktime.Clock(report.category.clock)
    accept_by = min(report.accept_by, worktime.add_hours(now, URGENT_ACCEPT_HOURS, clock=clock))
    begins = max(now, report.accepted_at) if report.accepted_at else accept_by
    due = min(report.resolve_by, worktime.add_hours(begins, deadlines.URGENT_HOURS, clock=clock))
    return {"accept_by": min(accept_by, due), "resolve_by": due, "extended_to": None}


def link(report: Report, site: Site | None, *, by: Staff, now: datetime) -> Event:
    """Tie the report to a named place of the registers, or to none. Raises NotYours, Refused (nothing would change)."""
    with transaction.atomic():
        act = _begun(report, by=by, version=None, must_be_open=False)
        if (site and site.pk) == act.report.site_id:
            raise Refused(_("Phản ánh đã gắn như vậy."), field="site", code="no_change")
        data = {"site": site.code if site else "", "name": site.name if site else ""}
        event = finish(act, {"site": site}, Kind.LINKED, now=now, data=data, is_public=False)
    report.refresh_from_db()
    return event


def decided_for(
    report: Report, *, ward: Ward, category: Category | None = None, arrived_at: datetime | None = None, now: datetime
) -> Decision:
    """Return who answers what the report tells of, in ``ward``, by the units and rules in force now.

    ``category`` and ``arrived_at`` are the report's own where they are not given.
    """
    day = day_in_force(now)
    near = locate(Point(report.lat, report.lon), on=day).neighbours if report.near_boundary else ()
    matter = Matter(
        category=category or report.category,
        ward=ward,
        hotspot=report.hotspot,
        site=report.site,
        near_boundary=report.near_boundary,
        neighbours=tuple(one.ward.name for one in near if one.ward.pk != ward.pk),
        answers=report.answers,
    )
    return decide(matter, arrived_at=arrived_at or report.created_at, on=day)


def newly_in_charge(report: Report, to: Unit, *, now: datetime) -> dict[str, object]:
    """Return the columns of a report that ``to`` has just been given: it is new there. Empty where it has it."""
    if to.pk == report.unit_id:
        return {}
    clock = worktime.Clock(report.category.clock)
    return {
        "unit": to,
        "assignee": None,
        "status": Status.RECEIVED,
        "is_open": True,
        "accepted_at": None,
        "accept_by": worktime.add_hours(now, report.category.accept_hours, clock=clock),
    }


def search_after(report: Report, changes: Mapping[str, object]) -> str:
    """Return the folded column for staff as it is after ``changes``."""
    category, street, ward = (changes.get(name, getattr(report, name)) for name in ("category", "street", "ward"))
    said = report.events.select_related("words").get(number=1)
    text = said.words.body if said.words_hash else ""
    street_name = getattr(street, "name", "")
    return text_for(
        report.code, getattr(category, "name", ""), street_name, getattr(ward, "name", ""), report.address, text
    )


def _begun(report: Report, *, by: Staff, version: int | None, must_be_open: bool = True) -> Act:
    held = hold(report, version=version)
    check_in_charge(by, held)
    if must_be_open and (not held.is_open or held.status == Status.NEEDS_INFO):
        raise Refused(
            _("Phản ánh đang ở trạng thái “%(now)s”, không thay đổi được.") % {"now": held.get_status_display()},
            code="not_next",
        )
    return begin(held, by=by)


def _decided(
    act: Act,
    changes: Mapping[str, object],
    decision: Decision,
    kind: Kind,
    why: str,
    *,
    said: Mapping[str, object],
    now: datetime,
) -> Event:
    """Write down what was decided anew, the former unit staying with the report where it lost it."""
    report = act.report
    changes = {**changes, "search": search_after(report, changes)}
    before = report.unit
    stays = [before] if before.pk != decision.unit.pk else []
    with_units = {unit.pk: unit for unit in (*decision.with_units, *stays)}
    data = {
        "before": said,
        "with": [unit.code for unit in decision.with_units],
        "reasons": [[one.code, one.words] for one in decision.reasons],
    }
    if changes.get("resolve_by", report.resolve_by) < changes.get("accept_by", report.accept_by):  # type: ignore[operator]  # both moments
        changes["resolve_by"] = changes["accept_by"]
    event = finish(act, changes, kind, now=now, words=why, data=data, with_units=list(with_units.values()))
    if before.pk != decision.unit.pk:
        settle(report, event)
    return event


def _due_anew(report: Report, was: Category) -> dict[str, object]:
    """Return the deadlines by the report's (new) kind, from the filing, with what it was given beyond ``was``."""
    clock = worktime.Clock(report.category.clock)
    first, anew = (deadlines.deadlines(kind, arrived_at=report.created_at) for kind in (was, report.category))
    more = worktime.hours_between(first.resolve_by, report.resolve_by, clock=clock)
    due = worktime.add_hours(anew.resolve_by, more, clock=clock) if more else anew.resolve_by
    if report.accepted_at:
        level = Level(report.category.level)
        due = deadlines.after_acceptance(due, accepted_at=report.accepted_at, level=level, clock=clock)
    accept_by = report.accept_by if report.accepted_at else anew.accept_by
    return {"accept_by": accept_by, "resolve_by": max(due, accept_by)}


def _placed(point: Point, where: Placed) -> dict[str, object]:
    return {
        "lat": point.lat,
        "lon": point.lon,
        "ward": where.located.ward,
        "ward_of_14": where.sets.of_14,
        "ward_of_13": where.sets.of_13,
        "ward_of_4": where.sets.of_4,
        "near_boundary": where.located.near_boundary,
        "street": where.street,
        "hotspot": where.hotspot,
    }


def _said(report: Report) -> dict[str, object]:
    """Return what the event keeps of how the report stood before."""
    return {
        "category": report.category.code,
        "level": report.level,
        "unit": report.unit.code,
        "ward": report.ward.slug,
        "accept_by": report.accept_by.isoformat(),
        "resolve_by": report.resolve_by.isoformat(),
    }
