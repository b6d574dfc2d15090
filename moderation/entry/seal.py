"""The confirmation belongs to who took the report down: its address is sealed for that person."""

from urllib.parse import urlencode

from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from backend.accounts.models import User
from backend.reports.models import Report

_SALT = "moderation.entry"


def done_path(report: Report, user: User) -> str:
    """Return the address of the confirmation for ``user``."""
    return f"{reverse('staff-entry-done', args=[report.code])}?{urlencode({'seal': _seal(report, user)})}"


def is_sealed(report: Report, user: User, given: str) -> bool:
    """Whether ``given`` is the seal of this report for this person."""
    return constant_time_compare(_seal(report, user), given)


def _seal(report: Report, user: User) -> str:
    return Signer(salt=_SALT).signature(f"{report.code}:{user.pk}")
