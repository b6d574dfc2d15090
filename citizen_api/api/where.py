"""A point and a day in a query."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.http.fields import Choice, Latitude, Longitude, Strict, WrittenDay
from backend.places.geometry import Point
from backend.places.in_force import day_in_force

_WRITTEN = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")


class SpokenQuery(Strict):
    lang = Choice(choices=("vi", "en"), required=False)


class PointQuery(SpokenQuery):
    lat = Latitude(help_text="Độ, WGS 84")
    lon = Longitude(help_text="Độ, WGS 84")


class DayQuery(SpokenQuery):
    on = WrittenDay(required=False, help_text="Ngày (2024-12-31); mặc định là bộ phường đang dùng")


def point_of(query: dict[str, Any]) -> Point:
    """Return the point of a query; Refused where it is not on earth."""
    try:
        return Point(query["lat"], query["lon"])
    except ValueError:
        raise Refused(_("Tọa độ này không có trên Trái Đất."), field="lat", code="invalid") from None


def day_of(query: dict[str, Any], *, now: datetime) -> date:
    """Return the day asked for, else the day whose wards are in force; Refused where it is no date."""
    written = query.get("on")
    if not written:
        return day_in_force(now)
    try:
        day = date.fromisoformat(written) if _WRITTEN.fullmatch(written) else None
    except ValueError:  # the thirtieth of February
        day = None
    if day is None:
        raise Refused(_("Xin ghi ngày theo mẫu 2024-12-31."), field="on", code="invalid")
    return day
