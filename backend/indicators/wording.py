"""Targets, values and what was fed in words: 92,5% dân số; từ 3 đến 5 phường; 13/14 phường."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.indicators.fed import FedMonth
from backend.indicators.models import Comparator, EnteredValue, Measure, Target
from backend.indicators.words import number, percent
from backend.routing.names import reads_english


def in_language(one: models.Model, field: str) -> object:
    """Return ``field`` in the reader's language: its English beside it is named ``field_en``."""
    return getattr(one, f"{field}_en" if reads_english() else field)


def target_words(target: Target) -> str:
    """Return what is to be reached: "từ 70% tuyến phố", "3 đến 5 phường", "giảm 10% so với đầu nhiệm kỳ"."""
    if target.low < 0:
        return _("giảm %(number)s") % {"number": _amount(-target.high, -target.low, target)}
    amount = _amount(target.low, target.high, target)
    words = {
        Comparator.AT_LEAST.value: _("từ %(number)s trở lên"),
        Comparator.MORE.value: _("trên %(number)s"),
        Comparator.AT_MOST.value: _("không quá %(number)s"),
    }.get(target.comparator, "%(number)s")
    return words % {"number": amount}


def value_words(value: EnteredValue, target: Target) -> str:
    """Return the number with its unit."""
    return _with_unit(plain(value.number), target)


def baseline_words(target: Target) -> str:
    """Return where it began: "56 phút (năm 2020)"; "" where the programme does not say."""
    of = str(in_language(target, "baseline_of"))
    if target.baseline is None:
        return of
    amount = _with_unit(plain(target.baseline), target)
    return f"{amount} ({of})" if of else amount


def fed_words(value: FedMonth) -> str:
    """Return what reports say; "chưa có số liệu" without data, for that is no zero."""
    if value.part is None or value.number is None:
        return _("chưa có số liệu")
    if value.measure == Measure.ON_TIME:
        numbers = {"part": number(value.part), "whole": number(value.whole)}
        return f"{_('%(part)s/%(whole)s phản ánh đúng hạn') % numbers} ({percent(value.number / 100)})"
    if value.measure == Measure.WARDS:
        return _("%(part)s/%(whole)s phường") % {"part": value.part, "whole": value.whole}
    if value.measure == Measure.OPEN:
        words = ngettext("%(number)s vụ việc chưa xong", "%(number)s vụ việc chưa xong", value.part)
    else:
        words = ngettext("%(number)s phản ánh", "%(number)s phản ánh", value.part)
    return words % {"number": number(value.part)}


def plain(amount: Decimal) -> str:
    """Return a number with the places it has, two at most: 35, 92,5."""
    places = max(0, -int(amount.normalize().as_tuple().exponent))
    return number(float(amount), places)


def _amount(low: Decimal, high: Decimal, target: Target) -> str:
    if low == high:
        return _with_unit(plain(low), target)
    between = _("%(low)s đến %(high)s") % {"low": plain(low), "high": plain(high)}
    return _with_unit(between, target)


def _with_unit(amount: str, target: Target) -> str:
    unit = str(in_language(target, "unit"))
    return f"{amount}{unit}" if unit.startswith("%") else f"{amount} {unit}"
