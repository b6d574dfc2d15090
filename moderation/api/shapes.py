"""What goes in and comes out of the staff API, for checking and for its description."""

from typing import Any

from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.http.fields import Choice, Day, Moment, Number, Strict, Text, Whole, YesNo
from backend.reports.inbox import Tab
from backend.reports.inbox_filters import Filters
from backend.reports.models import Channel, Part, Screening, Status
from backend.reports.refusals import REFUSALS
from backend.reports.steps import BACK, Need
from backend.routing.deadlines import State
from backend.routing.models import Group, Level

Out = serializers.Serializer[Any]
MOST_TOKENS = 5
LEFT = [(state.value, state.value) for state in State]
FARTHEST_M = 50_000  # no photo of the district is taken farther away


@extend_schema_field({"type": "string", "examples": ["105.86,21.04,105.88,21.05"]})
class Box(Text):
    """West, south, east, north in degrees."""

    default_error_messages = {"invalid_box": lazy("Mục này phải là tây,nam,đông,bắc theo độ, ví dụ {example}.")}

    def to_internal_value(self, data: Any) -> str:
        written = super().to_internal_value(data)
        if written and Filters(box=written).bounds is None:
            self.fail("invalid_box", example="105.86,21.04,105.88,21.05")
        return written


class InboxQuery(Strict):
    """Các lọc của hộp việc; ``tab`` mặc định là ``open``."""

    tab = Choice(choices=[tab.value for tab in Tab], required=False)
    category = Text(required=False)
    group = Choice(choices=Group.values, required=False, allow_blank=True)
    ward = Text(required=False)
    unit = Text(required=False)
    status = Choice(choices=Status.values, required=False, allow_blank=True)
    level = Choice(choices=Level.choices, required=False, allow_blank=True)
    channel = Choice(choices=Channel.values, required=False, allow_blank=True)
    assignee = Text(required=False, help_text="Tên đăng nhập")
    near_boundary = Choice(choices=["1"], required=False, allow_blank=True)
    hotspot = Choice(choices=["1"], required=False, allow_blank=True)
    photo = Choice(choices=["1"], required=False, allow_blank=True)
    created_from = Day(required=False)
    created_to = Day(required=False)
    box = Box(required=False, help_text="tây,nam,đông,bắc theo độ (WGS 84)")
    q = Text(required=False, help_text="Tìm không cần dấu, trong nội dung, địa điểm, mã")
    cursor = Text(required=False)
    lang = Text(required=False)


class AdvanceSerializer(Strict):
    """Một bước của phản ánh; ``version`` là phiên bản đang xem."""

    to = Choice(choices=[*Status.values, BACK])
    note = Text(required=False)
    public = YesNo(required=False, help_text="Mặc định: công khai lời ghi")
    reason = Choice(choices=list(REFUSALS), required=False, help_text="Khi từ chối")
    into = Text(required=False, help_text="Mã phản ánh chính khi gộp")
    template = Text(required=False, help_text="Mã câu trả lời mẫu, điền vào note khi note trống")
    photos = serializers.ListField(
        child=Text(), required=False, max_length=MOST_TOKENS, help_text="Mã ảnh từ POST photos"
    )
    version = Whole(min_value=1)
    taken_at = Moment(required=False, help_text="Lúc chụp ảnh, theo điện thoại")
    distance_m = Number(required=False, min_value=0, max_value=FARTHEST_M, help_text="Nơi chụp cách vị trí phản ánh, m")
    from_gallery = YesNo(required=False, help_text="Ảnh chọn từ máy, không chụp ngay")


class UndoSerializer(Strict):
    """``event`` là số ở ``undo.event`` trong câu trả lời của việc vừa làm."""

    event = Whole(min_value=1)


class NamedOut(Out):
    code = serializers.CharField()
    name = serializers.CharField()


class RemainingOut(Out):
    state = serializers.ChoiceField(choices=LEFT)
    words = serializers.CharField()
    working_hours = serializers.FloatField(help_text="Âm: quá hạn")


class RowOut(Out):
    """Một dòng của hộp việc."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    screening = serializers.ChoiceField(choices=Screening.choices)
    category = NamedOut()
    group = serializers.ChoiceField(choices=Group.choices)
    level = serializers.ChoiceField(choices=Level.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    ward = NamedOut()
    unit = NamedOut()
    part = serializers.ChoiceField(choices=Part.choices, allow_null=True, help_text="null: đơn vị mình không tham gia")
    assignee = serializers.CharField(allow_null=True)
    street = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_blank=True)
    near_boundary = serializers.BooleanField()
    hotspot = serializers.BooleanField()
    to_call = serializers.BooleanField(help_text="Cần gọi lại cho người phản ánh")
    photo_count = serializers.IntegerField()
    thumb_url = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField()
    resolve_by = serializers.DateTimeField()
    remaining = RemainingOut(allow_null=True)
    url = serializers.CharField()


class InboxOut(Out):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Theo tab; done không đếm")
    results = RowOut(many=True)


class ReasonOut(Out):
    code = serializers.CharField()
    words = serializers.CharField()


class AnswerOut(Out):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a question's label, not the field's own
    words = serializers.CharField()
    private = serializers.BooleanField()


class StaffPhotoOut(Out):
    id = serializers.IntegerField()
    url = serializers.CharField()
    thumb_url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    is_after = serializers.BooleanField()
    published = serializers.BooleanField()


class StaffLineOut(Out):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    who = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    public = serializers.BooleanField()


class StepOut(Out):
    to = serializers.CharField(help_text="Trạng thái sau, hoặc back: trở về trạng thái trước")
    kind = serializers.CharField()
    need = serializers.ChoiceField(choices=[(need.value, need.value) for need in Need])


class UndoOut(Out):
    event = serializers.IntegerField()
    until = serializers.DateTimeField()


class WholeOut(RowOut):
    """Một phản ánh như cán bộ thấy; ``may``: các bước người này được làm."""

    published = serializers.BooleanField()
    public_text = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    accuracy_m = serializers.FloatField(allow_null=True)
    answers = AnswerOut(many=True)
    photos = StaffPhotoOut(many=True)
    reasons = ReasonOut(many=True)
    history = StaffLineOut(many=True)
    may = StepOut(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="Các việc khác người này được làm")
    undo = UndoOut(allow_null=True, help_text="Việc mình vừa làm, còn hoàn tác được")
    has_contact = serializers.BooleanField()
    merged_into = serializers.CharField(allow_null=True)
    answer_by = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, "serializers.Field[Any, Any, Any, Any]"]:
        return super().get_fields() | {"with": NamedOut(many=True)}


class ChangedOut(Out):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    title = serializers.CharField()
    who = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Status.choices)
