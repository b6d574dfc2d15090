"""The ward that a staff call about figures is asked for: by its code, or by the key of a line."""

from datetime import datetime

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.indicators.place_cuts import NONE
from backend.indicators.restated import OUTSIDE, WardSet
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward

WHICH_WARD = "Mã phường của bộ phường đang dùng, hoặc của wards_on; hoặc key của dòng ở staff/indicators/fed"
_MOST_DIGITS = 9


def ward_asked(written: str, restated: WardSet | None, *, now: datetime) -> int | None:
    """Return the ward (pk) written as code, slug or key; OUTSIDE for "none", None for nothing.

    A code is one of the set in force, or of ``restated``: another set may have it for another ward, which its key
    tells. Raises Refused (``ward``).
    """
    if not written:
        return None
    if restated and written == NONE:
        return OUTSIDE
    wards = restated.wards if restated else wards_in_force(day_in_force(now))
    found = next((one.pk for one in wards if written in {one.code, one.slug}), None)
    if found is None and (key := number_in(written)) is not None:
        found = Ward.objects.filter(pk=key).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(_("Không có phường này."), field="ward", code="unknown_ward")
    return found


def ward_key(key: int | str) -> str:
    """Return the key of a ward's line as :func:`ward_asked` reads it."""
    return NONE if key == OUTSIDE else str(key)


def number_in(written: str) -> int | None:
    """Return the number of a row as it is written in an address; None for what is none."""
    if not (written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS):
        return None
    return int(written)
