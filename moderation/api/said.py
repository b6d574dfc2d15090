"""Moments, wards and kinds as the staff API says them."""

from datetime import datetime
from typing import overload

from django.utils import timezone

from backend.places.models import Ward
from backend.routing.models import Category
from moderation.rows import category_name


@overload
def local(at: datetime) -> datetime: ...
@overload
def local(at: datetime | None) -> datetime | None: ...
def local(at: datetime | None) -> datetime | None:
    """Return the moment with the city's offset."""
    return at and timezone.localtime(at, timezone.get_default_timezone())


def ward_said(ward: Ward) -> dict[str, str]:
    return {"code": ward.code, "name": ward.name}


def kind_said(kind: Category) -> dict[str, str]:
    return {"code": kind.code, "name": category_name(kind)}
