"""What goes in and comes out of the calls about reports to be signed."""

from rest_framework import serializers

from backend.http.fields import Choice, Strict, Text, Whole, WrittenMonth
from backend.indicators.documents.make import FORMATS
from backend.indicators.documents.mid_month import FORMATS as MID_MONTH_FORMATS
from backend.indicators.models import Form, Making, Span
from moderation.api.lists import PageOut
from moderation.api.shapes import NamedOut, Out


class OrderSerializer(Strict):
    """Văn bản cần lập; ``ward`` khi phường là nơi ban hành."""

    period = Text(help_text="2026-10, 2026-Q4, 2026 hoặc 2021-01..2025-03")
    form = Choice(choices=Form.choices)
    ward = Text(required=False, help_text="Mã phường")


class RewriteSerializer(Strict):
    """Lời mới của một phần; trống: trở về lời viết từ số liệu. ``seen`` là text_seen đang xem."""

    part = Text()
    text = Text()
    seen = Whole(min_value=0)


class SignSerializer(Strict):
    """``seen`` là files_seen của văn bản đã đọc: có thay đổi từ lúc ấy thì không ký."""

    seen = Text()


class MidMonthQuery(Strict):
    month = WrittenMonth(required=False, help_text="Tháng của ngày 14; mặc định: tháng này")
    format = Choice(choices=[(one, one) for one in MID_MONTH_FORMATS])
    lang = Text(required=False)


class DocumentFileOut(Out):
    format = serializers.ChoiceField(choices=[(one, one) for one in FORMATS])
    url = serializers.URLField()
    sha256 = serializers.CharField()
    made_at = serializers.DateTimeField()


class DocumentOut(Out):
    """Một văn bản; ``files`` có khi đã lập, ``progress`` theo phần trăm."""

    id = serializers.IntegerField()
    span = serializers.ChoiceField(choices=Span.choices)
    period = serializers.CharField()
    form = serializers.ChoiceField(choices=Form.choices)
    ward = NamedOut(allow_null=True)
    state = serializers.ChoiceField(choices=Making.choices)
    progress = serializers.IntegerField()
    problem = serializers.CharField(allow_blank=True)
    is_provisional = serializers.BooleanField(help_text="Có tháng chưa chốt số liệu")
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)
    signed_as = serializers.CharField(allow_blank=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    files = DocumentFileOut(many=True)


class DocumentPageOut(PageOut):
    may_draft = serializers.BooleanField()
    results = DocumentOut(many=True)


class PartOut(Out):
    """Một phần viết được; ``must_write``: số liệu không nói được gì, phải có người viết trước khi ký."""

    code = serializers.CharField()
    heading = serializers.CharField()
    from_figures = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    is_rewritten = serializers.BooleanField()
    must_write = serializers.BooleanField()


class WholeDocumentOut(DocumentOut):
    """Một văn bản với các phần của nó; text_seen và files_seen gửi lại ở seen khi viết, khi ký."""

    heads = serializers.ListField(child=serializers.CharField(), help_text="Mã băm của các tháng đã chốt")
    parts = PartOut(many=True)
    text_seen = serializers.IntegerField()
    files_seen = serializers.CharField(allow_blank=True)
    may_draft = serializers.BooleanField()
    may_sign = serializers.BooleanField()
