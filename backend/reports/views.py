"""Views of the inbox that people keep: their own, and those shared in their unit; one opens with the inbox."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.reports.models import SavedView
from backend.reports.rights import NotYours

MOST = 30  # of one person
_LONGEST_NAME, _LONGEST_QUERY = 60, 600


def views_of(user: User) -> Sequence[SavedView]:
    """Return the views a person may open: their own and those shared in their units, by name. One statement."""
    rows = SavedView.objects.filter(Q(user=user) | Q(unit__in=user.unit_ids))
    return list(rows.select_related("unit").order_by("name", "id"))


def default_of(user: User, kept: Iterable[SavedView]) -> SavedView | None:
    """Return the one of the person's own views that opens with the inbox."""
    return next((one for one in kept if one.is_default and one.user_id == user.pk), None)


@transaction.atomic
def save(user: User, name: str, query: str, *, is_shared: bool = False, is_default: bool = False) -> SavedView:
    """Keep the view ``query`` (an address of the inbox, without "?") under ``name``; one of that name is replaced.

    Shared, it is everybody's of the person's unit (the first of several). Raises Refused.
    """
    called = clean_line(name)
    if not called or len(called) > _LONGEST_NAME:
        raise Refused(_("Xin đặt tên, không quá %(most)s ký tự.") % {"most": _LONGEST_NAME}, field="name")
    if len(query) > _LONGEST_QUERY:
        raise Refused(_("Bộ lọc này dài quá, không lưu được."), field="query")
    if SavedView.objects.filter(user=user).exclude(name=called).count() >= MOST:
        raise Refused(_("Mỗi người lưu được %(most)s bộ lọc.") % {"most": MOST}, field="name", code="too_many")
    if is_default:
        SavedView.objects.filter(user=user, is_default=True).update(is_default=False)
    unit_id = min(user.unit_ids, default=None) if is_shared else None
    view, _new = SavedView.objects.update_or_create(
        user=user, name=called, defaults={"query": query, "unit_id": unit_id, "is_default": is_default}
    )
    return view


def remove(user: User, pk: int) -> None:
    """Forget one of the person's own views. Raises NotYours for a colleague's; what is gone already is no fault."""
    found = SavedView.objects.filter(pk=pk).first()
    if found is None:
        return
    if found.user_id != user.pk:
        raise NotYours(_("Chỉ người lưu bộ lọc mới xóa được."))
    found.delete()
