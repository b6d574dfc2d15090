"""Entries of the registers as the staff API answers them; the shapes are described in ``register_shapes``."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from backend.accounts.models import User
from backend.places.in_force import day_in_force
from backend.registers.models import Entry
from backend.registers.overview import Whole, whole
from backend.registers.rights import may_change
from backend.registers.standing import EntryKind, State, next_states
from backend.registers.told import told
from backend.reports.models import Report
from moderation.api.said import kind_said, local, ward_said


def entry_said(entry: Entry) -> dict[str, Any]:
    """Return a row of the list: of an entry with the columns that ``overview.listed`` adds."""
    told_beside = vars(entry)
    numbers = {name: told_beside[name] for name in ("report_count", "open_reports", "looked_on")}
    return _facts(entry) | numbers


def whole_said(entry: Entry, reader: User) -> dict[str, Any]:
    """Return the entry with all that belongs to it, reports only as ``reader`` may see them."""
    kind, found = EntryKind(entry.kind), whole(entry, reader)
    is_ours = may_change(reader, kind, entry.ward, on=day_in_force(timezone.now()))
    return _facts(entry) | {
        "report_count": found.report_count,
        "open_reports": found.open_reports,
        "looked_on": found.inspections[0].on if found.inspections else None,
        "next_states": [one.value for one in next_states(kind, State(entry.state))],
        **_looked(found),
        "reports": [_report(one) for one in found.reports],
        "changes": [
            {"at": local(one.at), "deed": one.deed, "by": str(one.by), "what": [vars(said) for said in told(one)]}
            for one in found.changes
        ],
        "may_change": is_ours,
    }


def _facts(entry: Entry) -> dict[str, Any]:
    site = entry.site
    names = ("kind", "address", "state", "state_on", "is_residential", "guests", "supplier", "note", "version")
    return {
        "id": entry.pk,
        "subject": entry.subject or None,
        "name": site.name,
        "lat": site.lat,
        "lon": site.lon,
        "ward": ward_said(entry.ward),
        **{name: getattr(entry, name) for name in names},
        "held_at": local(entry.held_at),
    }


def _looked(found: Whole) -> Mapping[str, object]:
    """Return what somebody saw and wrote down of the place."""
    return {
        "states": [{"state": one.state, "on": one.on, "note": one.note, "by": str(one.by)} for one in found.states],
        "inspections": [
            {name: getattr(one, name) for name in ("on", "inspectors", "result", "note")}
            | {"document": one.document_id, "by": str(one.by)}
            for one in found.inspections
        ],
        "documents": [
            {"id": one.pk} | {name: getattr(one, name) for name in ("name", "number", "on", "link")}
            for one in found.documents
        ],
        "criteria": [
            {
                "code": one.criterion.code,
                "text": one.text,
                "marked": one.stands.value,
                "on": one.mark.on if one.mark else None,
            }
            for one in found.criteria
        ],
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "code": report.code,
        "category": kind_said(report.category),
        "status": report.status,
        "created_at": local(report.created_at),
    }
