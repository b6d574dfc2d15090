"""Finding the report another one repeats, by the code somebody typed."""

from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.reports.codes import read_code
from backend.reports.models import Report


def main_of(reader: User, typed: str) -> Report | None:
    """Return the report to merge into; None where nothing was typed. Raises Refused for one the person cannot see."""
    if not typed.strip():
        return None
    found = Report.objects.for_staff(reader).filter(code=read_code(typed) or "").first()
    if found is None:
        raise Refused(_("Không thấy mã này trong hộp việc của đơn vị."), field="into", code="unknown_code")
    return found
