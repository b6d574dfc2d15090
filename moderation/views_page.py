"""Views of the inbox are kept and forgotten: two small forms beside the filters."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.core.errors import Refused
from backend.reports import views
from moderation.asked import read_kindly
from moderation.door import StaffRequest, for_staff


@require_POST
@for_staff
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep the view the person looks at under a name."""
    asked = read_kindly(QueryDict(request.POST.get("query", "")))
    query = asked.query()
    try:
        views.save(
            request.user,
            request.POST.get("name", ""),
            query,
            is_shared=bool(request.POST.get("is_shared")),
            is_default=bool(request.POST.get("is_default")),
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã lưu bộ lọc."))
    return redirect(f"/staff/?{query}")


@require_POST
@for_staff
def remove_view(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget one of the person's own views."""
    try:
        views.remove(request.user, pk)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã xóa bộ lọc."))
    return redirect("staff-inbox")
