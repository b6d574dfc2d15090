"""Sample inspections of the sample entries in the weeks before the samples end, by the registers' own deeds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.demo.prepare import Order
from backend.registers.looks import NewInspection, inspect
from backend.registers.models import Entry
from backend.registers.standing import EntryKind, Result, State

_NUMBER, _WITHIN_DAYS = 18, 45
_GONE = (State.RELOCATED, State.CLOSED)
_OFFICE = "chuongtrinh"
_INSPECTORS: Mapping[EntryKind, str] = {
    EntryKind.POLLUTING_ESTABLISHMENT: "Phòng Tài nguyên và Môi trường",
    EntryKind.LIVESTOCK_KEEPER: "Phòng Kinh tế",
    EntryKind.BUILDING_SITE: "Đội Quản lý trật tự xây dựng đô thị",
    EntryKind.MARKET: "Phòng Kinh tế",
    EntryKind.FOOD_ESTABLISHMENT: "Đoàn kiểm tra an toàn thực phẩm quận",
    EntryKind.SCHOOL_CANTEEN: "Đoàn kiểm tra an toàn thực phẩm quận",
    EntryKind.FOOD_STREET: "Đoàn kiểm tra an toàn thực phẩm quận",
}
_FOUND = (
    (Result.PASSED, "Đạt yêu cầu (mẫu)."),
    (Result.PASSED, ""),
    (Result.VIOLATIONS, "Còn thiếu sót, hẹn khắc phục trong 10 ngày (mẫu)."),
)


def make_sample_inspections(order: Order, *, now: datetime) -> int:
    """Write down inspections of sample entries, the same for the same seed; return how many.

    None where the office has no sample account, or somebody wrote one down after these days.
    """
    office = User.objects.filter(username=_OFFICE).first()
    entries = list(
        Entry.objects.filter(kind__in=_INSPECTORS, site__is_sample=True).exclude(state__in=_GONE).order_by("site__code")
    )
    if office is None or not entries or _are_there(order):
        return 0
    chance = Random(f"inspections {order.seed}")  # noqa: S311  # samples, no secrets
    chosen = chance.sample(entries, min(_NUMBER, len(entries)))
    for entry in chosen:
        on = order.until - timedelta(days=chance.randrange(_WITHIN_DAYS))
        result, note = chance.choice(_FOUND)
        new = NewInspection(on, _INSPECTORS[EntryKind(entry.kind)], result, note)
        inspect(entry, new, by=Staff(office), now=now)
    return len(chosen)


def _are_there(order: Order) -> bool:
    """Whether these were made before: more of them than the file of samples has."""
    first = order.until - timedelta(days=_WITHIN_DAYS)
    return Entry.objects.filter(inspections__on__gt=first, inspections__note__endswith="(mẫu).").exists()
