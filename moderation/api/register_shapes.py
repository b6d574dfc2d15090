"""What goes in and comes out of the calls about registers."""

from rest_framework import serializers

from backend.http.fields import Choice, Day, Latitude, Longitude, Moment, Strict, Text, Whole, YesNo
from backend.registers.standing import EntryKind, Marked, Result, State, Subject
from backend.reports.models import Status
from moderation.api.lists import PageOut
from moderation.api.shapes import NamedOut, Out


class SheetQuery(Strict):
    """Các lọc của một sổ."""

    ward = Text(required=False, help_text="Mã phường")
    state = Choice(choices=State.choices, required=False, allow_blank=True)
    q = Text(required=False, help_text="Tìm không cần dấu, trong tên và địa chỉ")
    lang = Text(required=False)


class EntriesQuery(SheetQuery):
    cursor = Text(required=False, help_text="Từ next hoặc previous")


class FactsSerializer(Strict):
    """Một nơi được theo dõi; ``held_at``, ``guests``, ``supplier`` chỉ của bữa cỗ."""

    name = Text()
    lat = Latitude()
    lon = Longitude()
    ward = Text(required=False, help_text="Khi ở gần ranh giới: mã hoặc tên phường")
    address = Text(required=False)
    note = Text(required=False)
    is_residential = YesNo(required=False, help_text="Trong khu dân cư")
    held_at = Moment(required=False, allow_null=True)
    guests = Whole(required=False, allow_null=True, min_value=0)
    supplier = Text(required=False)


class NewEntrySerializer(FactsSerializer):
    """Một mục mới của sổ; ``subject`` chỉ của hồ sơ công nhận."""

    state = Choice(choices=State.choices)
    since = Day(help_text="Ở trạng thái này từ ngày")
    subject = Choice(choices=Subject.choices, required=False, allow_blank=True)


class EditEntrySerializer(FactsSerializer):
    """Tất cả thông tin của nơi đó, như sau khi sửa; ``version`` là phiên bản đang xem."""

    version = Whole(min_value=1)


class StateSerializer(Strict):
    """Trạng thái mới từ ngày ``on``."""

    to = Choice(choices=State.choices)
    on = Day()
    note = Text(required=False)
    version = Whole(min_value=1)


class InspectionSerializer(Strict):
    """Một lần kiểm tra; ``document`` là số của một văn bản trong mục."""

    on = Day()
    inspectors = Text()
    result = Choice(choices=Result.choices)
    note = Text(required=False)
    document = Whole(required=False, allow_null=True, min_value=1)


class MarkingSerializer(Strict):
    """Đánh giá theo mã tiêu chí."""

    on = Day()
    marks = serializers.DictField(child=Choice(choices=Marked.choices), allow_empty=False)


class PaperSerializer(Strict):
    """Một văn bản: quyết định, giấy phép, biên bản."""

    name = Text()
    number = Text(required=False)
    on = Day()
    link = Text(required=False, help_text="Đường dẫn, hoặc nơi lưu")


class RegisterOut(Out):
    """Một sổ với các số của nó; ``there``: không tính nơi đã di dời, chấm dứt."""

    kind = serializers.ChoiceField(choices=EntryKind.choices)
    name = serializers.CharField()
    there = serializers.IntegerField()
    in_order = serializers.IntegerField()
    violating = serializers.IntegerField()
    gone = serializers.IntegerField()
    states = serializers.ListField(child=serializers.ChoiceField(choices=State.choices))
    may_add = serializers.BooleanField()


class RegistersOut(Out):
    results = RegisterOut(many=True)


class EntryOut(Out):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    subject = serializers.ChoiceField(choices=Subject.choices, allow_null=True)
    name = serializers.CharField()
    ward = NamedOut()
    address = serializers.CharField(allow_blank=True)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    state = serializers.ChoiceField(choices=State.choices)
    state_on = serializers.DateField()
    is_residential = serializers.BooleanField()
    held_at = serializers.DateTimeField(allow_null=True)
    guests = serializers.IntegerField(allow_null=True)
    supplier = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    report_count = serializers.IntegerField(help_text="Phản ánh về nơi này mà người này được xem")
    open_reports = serializers.IntegerField()
    looked_on = serializers.DateField(allow_null=True, help_text="Ngày kiểm tra gần nhất")


class EntryPageOut(PageOut):
    results = EntryOut(many=True)


class EntryStateOut(Out):
    state = serializers.ChoiceField(choices=State.choices)
    on = serializers.DateField()
    note = serializers.CharField(allow_blank=True)
    by = serializers.CharField()


class InspectionOut(Out):
    on = serializers.DateField()
    inspectors = serializers.CharField()
    result = serializers.ChoiceField(choices=Result.choices)
    note = serializers.CharField(allow_blank=True)
    document = serializers.IntegerField(allow_null=True)
    by = serializers.CharField()


class PaperOut(Out):
    id = serializers.IntegerField()
    name = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    on = serializers.DateField()
    link = serializers.CharField(allow_blank=True)


class CriterionOut(Out):
    code = serializers.CharField()
    text = serializers.CharField()
    marked = serializers.ChoiceField(choices=Marked.choices)
    on = serializers.DateField(allow_null=True)


class EntryReportOut(Out):
    code = serializers.CharField()
    category = NamedOut()
    status = serializers.ChoiceField(choices=Status.choices)
    created_at = serializers.DateTimeField()


class SaidOut(Out):
    name = serializers.CharField()
    was = serializers.CharField(allow_blank=True)
    now = serializers.CharField(allow_blank=True)


class EntryChangeOut(Out):
    at = serializers.DateTimeField()
    deed = serializers.CharField()
    by = serializers.CharField()
    what = SaidOut(many=True)


class WholeEntryOut(EntryOut):
    """Một mục với tất cả những gì thuộc về nó; mỗi danh sách mới nhất trước, nhiều nhất 100."""

    next_states = serializers.ListField(child=serializers.ChoiceField(choices=State.choices))
    states = EntryStateOut(many=True)
    inspections = InspectionOut(many=True)
    documents = PaperOut(many=True)
    criteria = CriterionOut(many=True)
    reports = EntryReportOut(many=True)
    changes = EntryChangeOut(many=True)
    may_change = serializers.BooleanField()
