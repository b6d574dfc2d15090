"""The staff calls about months: what was closed, what closing one would freeze, and closing it."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.month import Month
from backend.http.described_headers import IDEMPOTENT, PAGED
from backend.http.door import asked, sent
from backend.http.fields import Strict, Text
from backend.http.schema import problems
from backend.indicators.close import COUNTING, CannotClose, Preview, close, may_close, preview
from backend.indicators.facts import MEASURES
from backend.indicators.figures import Figures
from backend.indicators.frozen import open_months
from backend.indicators.models import ClosedMonth
from backend.indicators.prepared import ask_for
from backend.indicators.tally import day_of
from moderation.api.door import StaffDoor, by, reads_all
from moderation.api.lists import PageOut, PageQuery, page_of
from moderation.api.once import answered_once
from moderation.api.said import local
from moderation.api.shapes import Out


class CloseSerializer(Strict):
    """Không cần gì ở lần đầu; bản điều chỉnh cần lý do."""

    reason = Text(required=False, help_text="Lý do của bản điều chỉnh")
    seen = Text(required=False, help_text="Dấu của bản xem trước: số liệu khác đi thì không chốt")


class ClosedOut(Out):
    month = serializers.CharField()
    revision = serializers.IntegerField()
    reason = serializers.CharField()
    closed_at = serializers.DateTimeField()
    signed_as = serializers.CharField()
    upto = serializers.IntegerField(help_text="seq của sự kiện cuối cùng được tính")
    previous = serializers.CharField(help_text="Mã băm của lần chốt trước; trống ở lần đầu")
    head = serializers.CharField(help_text="SHA-256 của bản này, tính cả mã của lần chốt trước")


class RevisionOut(ClosedOut):
    in_force = serializers.BooleanField(help_text="false: đã có bản điều chỉnh sau")


class MonthsOut(PageOut):
    """``waiting``: các tháng đã có số liệu và chưa chốt, cũ nhất trước; chốt theo thứ tự đó."""

    waiting = serializers.ListField(child=serializers.CharField())
    may_close = serializers.BooleanField()
    results = RevisionOut(many=True)


class MeasuresOut(Out):
    """Các số đếm của tháng."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField() for name in MEASURES}


class PreviewOut(Out):
    """Số liệu sẽ được chốt; ``seal`` gửi lại ở seen khi chốt để chốt đúng bản đã xem."""

    month = serializers.CharField()
    revision = serializers.IntegerField()
    total = MeasuresOut()
    before = MeasuresOut(allow_null=True, help_text="Bản đang có hiệu lực; null: chưa chốt lần nào")
    differs = serializers.IntegerField(help_text="Số ô mà số liệu đã tính và sự kiện không khớp: phải là 0")
    unsettled = serializers.IntegerField(help_text="Số lần chuyển chưa được nhận")
    may_reopen = serializers.BooleanField(help_text="Kết quả của tháng còn có thể bị mở lại")
    upto = serializers.IntegerField()
    seal = serializers.CharField()
    may_close = serializers.BooleanField()


class MonthsView(StaffDoor):
    @extend_schema(
        operation_id="staff_months", parameters=[PageQuery, PAGED], responses={200: MonthsOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Các lần chốt số liệu tháng, mới nhất trước, và các tháng chờ chốt."""
        asked(PageQuery, request)
        reader = reads_all(request)
        later = ClosedMonth.objects.filter(first_day=OuterRef("first_day"), revision__gt=OuterRef("revision"))
        rows = ClosedMonth.objects.annotate(in_force=~Exists(later))
        response = page_of(request, rows, by="-closed_at", said=_revision)
        waiting = open_months(before=Month.of(day_of(timezone.now())))
        response.data |= {"waiting": [str(one) for one in waiting], "may_close": may_close(reader)}
        return response


class PreviewView(StaffDoor):
    @extend_schema(operation_id="staff_preview_month", responses={200: PreviewOut} | problems(401, 403, 404, 409))
    def get(self, request: Request, month: str) -> Response:
        """Xem trước số liệu tháng sẽ được chốt."""
        reader = reads_all(request)
        return Response(_looked(preview(_month(month), now=timezone.now())) | {"may_close": may_close(reader)})


class CloseView(StaffDoor):
    @extend_schema(
        operation_id="staff_close_month",
        parameters=IDEMPOTENT,
        request=CloseSerializer,
        responses={200: ClosedOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, month: str) -> Response:
        """Chốt số liệu một tháng (Tổ giúp việc Chương trình)."""
        wish, wanted = sent(CloseSerializer, request), _month(month)

        def done() -> dict[str, Any]:
            reason, seen = wish.get("reason", ""), wish.get("seen", "")
            return _closed(close(wanted, by=by(request), now=timezone.now(), reason=reason, seen=seen))

        try:
            return answered_once(request, wish, done)
        except CannotClose as refused:
            if refused.code == COUNTING:
                ask_for(wanted)  # what was asked for inside was taken back with the rest
            raise


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except ValueError:
        raise Http404 from None


def _closed(closed: ClosedMonth) -> dict[str, Any]:
    return {
        "month": str(Month.of(closed.first_day)),
        "revision": closed.revision,
        "reason": closed.reason,
        "closed_at": local(closed.closed_at).isoformat(),
        "signed_as": closed.signed_as,
        "upto": closed.upto,
        "previous": closed.previous,
        "head": closed.head,
    }


def _revision(closed: ClosedMonth) -> dict[str, Any]:
    return _closed(closed) | {"in_force": vars(closed)["in_force"]}


def _looked(found: Preview) -> dict[str, Any]:
    names = ("revision", "differs", "unsettled", "may_reopen", "upto", "seal")
    return {
        "month": str(found.month),
        **{name: getattr(found, name) for name in names},
        "total": _counts(found.total),
        "before": found.before and _counts(found.before),
    }


def _counts(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in MEASURES}
