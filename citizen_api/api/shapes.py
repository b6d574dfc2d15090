"""What comes out of the API, for its description; the answers themselves are made in ``public`` and the views."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.fields import Field

from backend.reports.models import Status
from backend.routing.models import Emergency, Group, QuestionType

Out = serializers.Serializer[Any]


class NamedSerializer(Out):
    code = serializers.CharField()
    name = serializers.CharField()


class PhotoSerializer(Out):
    url = serializers.CharField()
    thumb_url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    is_after = serializers.BooleanField(help_text="Ảnh của đơn vị xử lý chụp sau khi làm")


class FiledSerializer(Out):
    """``with``: các đơn vị phối hợp."""

    code = serializers.CharField()
    secret = serializers.CharField(help_text="Chỉ cho người gửi; mở được trang riêng của phản ánh")
    status = serializers.ChoiceField(choices=Status.choices)
    category = serializers.CharField()
    ward = NamedSerializer()
    unit = NamedSerializer()
    near_boundary = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField()
    resolve_by = serializers.DateTimeField()
    url = serializers.URLField()
    photos_left_out = serializers.IntegerField(help_text="Số ảnh không được nhận vì máy gửi đã hết phần ảnh của ngày")

    def get_fields(self) -> dict[str, "Field[Any, Any, Any, Any]"]:
        return super().get_fields() | {"with": NamedSerializer(many=True)}


class ReportSerializer(Out):
    """Chỉ gồm thông tin công khai. Chưa công khai: không có nội dung, ảnh và tọa độ."""

    code = serializers.CharField()
    published = serializers.BooleanField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField()
    category = serializers.CharField()
    category_name = serializers.CharField()
    group = serializers.ChoiceField(choices=Group.choices)
    ward = NamedSerializer()
    unit = NamedSerializer()
    lat = serializers.FloatField(
        allow_null=True, help_text="Làm tròn 3 chữ số thập phân ở loại việc chỉ công khai sau khi xem"
    )
    lon = serializers.FloatField(allow_null=True, help_text="Như lat")
    street = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True)
    photos = PhotoSerializer(many=True)
    created_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField()
    resolve_by = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    supporters = serializers.IntegerField()


class NearbySerializer(ReportSerializer):
    distance_m = serializers.FloatField()
    likeness = serializers.FloatField(help_text="Khả năng là cùng một việc, từ 0 đến 1")


class LineSerializer(Out):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField()
    who = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    photos = PhotoSerializer(many=True)


class PageOut(Out):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ReportPageSerializer(PageOut):
    results = ReportSerializer(many=True)


class NearbyPageSerializer(PageOut):
    results = NearbySerializer(many=True)


class LinePageSerializer(PageOut):
    results = LineSerializer(many=True)


class UploadSerializer(Out):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class QuestionSerializer(Out):
    code = serializers.CharField()
    type = serializers.ChoiceField(choices=QuestionType.choices)
    options = NamedSerializer(many=True)

    def get_fields(self) -> dict[str, "Field[Any, Any, Any, Any]"]:
        # Fields whose names the class needs for itself.
        return super().get_fields() | {"label": serializers.CharField(), "required": serializers.BooleanField()}


@extend_schema_serializer(many=False)
class CategorySerializer(Out):
    code = serializers.CharField()
    name = serializers.CharField()
    group = serializers.ChoiceField(choices=Group.choices)
    hint = serializers.CharField(allow_blank=True)
    photo_required = serializers.BooleanField()
    emergency = serializers.ChoiceField(choices=Emergency.choices, allow_null=True)
    questions = QuestionSerializer(many=True)


class NeighbourSerializer(NamedSerializer):
    distance_m = serializers.FloatField()


class LocatedSerializer(Out):
    ward = NamedSerializer()
    near_boundary = serializers.BooleanField()
    neighbours = NeighbourSerializer(many=True)
    outside_by_m = serializers.FloatField(help_text="0 ở trong địa bàn; ngoài 300 m thì báo lỗi outside_district")
    street = serializers.CharField(allow_null=True)


class PlaceSerializer(Out):
    name = serializers.CharField()
    kind = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    ward = NamedSerializer()


class PlacesSerializer(Out):
    results = PlaceSerializer(many=True)


class FeatureCollectionSerializer(Out):
    """GeoJSON (RFC 7946)."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = serializers.ListField(child=serializers.DictField())
