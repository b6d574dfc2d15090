"""What goes in and comes out of the calls about values entered by hand."""

from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from backend.http.fields import Choice, Day, Number, Strict, Text, Whole
from moderation.api.lists import PageOut, PageQuery
from moderation.api.shapes import Out
from moderation.api.why import WhySerializer


class ValueState(TextChoices):
    """How a value stands with the second person."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class ValuesQuery(PageQuery):
    indicator = Text(required=False, help_text="Mã chỉ tiêu, ví dụ 2.5.5")
    state = Choice(choices=ValueState.choices, required=False, allow_blank=True)


class NewValueSerializer(Strict):
    """Một số liệu của kỳ từ ``first_day`` đến ``last_day``; ``target`` như ở staff/indicators."""

    indicator = Text(help_text="Mã chỉ tiêu")
    target = Whole(min_value=0)
    number = Number()
    first_day = Day()
    last_day = Day()
    source_on = Day(help_text="Ngày của văn bản, hoặc ngày lấy số liệu")
    document = Text(required=False, help_text="Số, ký hiệu văn bản")
    corrects = Whole(required=False, allow_null=True, min_value=1, help_text="Số liệu được đính chính; cần reason")
    reason = Text(required=False)

    def get_fields(self) -> dict[str, Any]:
        """Add the source; ``source`` is a word the framework keeps for itself."""
        return super().get_fields() | {"source": Text(help_text="Nguồn số liệu")}


class RefuseValueSerializer(WhySerializer):
    """Lý do từ chối."""


class EntryTargetOut(Out):
    target = serializers.IntegerField(help_text="Gửi lại khi nhập số liệu")
    what = serializers.CharField()
    unit = serializers.CharField()


class StaffIndicatorOut(Out):
    code = serializers.CharField()
    text = serializers.CharField()
    may_enter = serializers.BooleanField()
    targets = EntryTargetOut(many=True)


class StaffIndicatorsOut(Out):
    may_decide = serializers.BooleanField()
    results = StaffIndicatorOut(many=True)


class ValueOut(Out):
    """Một số liệu nhập tay; không bao giờ bị sửa."""

    id = serializers.IntegerField()
    indicator = serializers.CharField()
    target = serializers.IntegerField()
    what = serializers.CharField()
    unit = serializers.CharField()
    number = serializers.FloatField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    source_on = serializers.DateField()
    document = serializers.CharField(allow_blank=True)
    corrects = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    sample = serializers.BooleanField(help_text="Số liệu mẫu, không có thật")
    entered_by = serializers.CharField()
    entered_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ValueState.choices)
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    refused_for = serializers.CharField(allow_blank=True)
    replaced = serializers.BooleanField(help_text="Một bản đính chính đã được duyệt thay cho số liệu này")

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"source": serializers.CharField()}


class ValuePageOut(PageOut):
    results = ValueOut(many=True)
