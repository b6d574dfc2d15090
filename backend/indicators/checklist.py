"""The first actions an alert asks for: the district's own list, begun from the file beside it."""

import json
from pathlib import Path

from backend.indicators.models import Alert, AlertKind, AlertStep, ChecklistItem

DATA = Path(__file__).parent / "data" / "checklist.json"


def add_missing_items() -> int:
    """Add the file's items that the table does not hold; return how many. What the district edited stays."""
    there = set(ChecklistItem.objects.values_list("code", flat=True))
    new = [ChecklistItem(**one) for one in json.loads(DATA.read_text("utf-8")) if one["code"] not in there]
    ChecklistItem.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def steps_for(alert: Alert) -> list[AlertStep]:
    """Return the steps a new alert asks for, not yet saved: what is in use now, as it is worded now."""
    if not ChecklistItem.objects.filter(kind=alert.kind).exists():
        add_missing_items()
    items = ChecklistItem.objects.filter(kind=AlertKind(alert.kind), active=True).order_by("order", "id")
    return [AlertStep(alert=alert, code=one.code, order=one.order, name=one.name, name_en=one.name_en) for one in items]
