"""The calls of a telephone in the field: its list as a walk, and who it is that holds the telephone."""

from typing import Any

from django.middleware.csrf import get_token
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.text import clean_line
from backend.http.door import asked, plain
from backend.http.fields import Choice, Latitude, Longitude, Strict, Text
from backend.http.schema import problems
from backend.reports.models import Status
from backend.reports.outing import Whose, outing
from backend.routing.models import Level
from moderation.api.door import StaffDoor, person
from moderation.api.shapes import LEFT, NamedOut
from moderation.field.answers import list_answer
from moderation.field.start import start

Out = serializers.Serializer[Any]


class FieldQuery(Strict):
    """Nơi xuất phát: tọa độ, hoặc tên đường, phố, phường."""

    lat = Latitude(required=False)
    lon = Longitude(required=False)
    place = Text(required=False, help_text="Tên đường, phố, phường; không cần dấu")
    whose = Choice(choices=[one.value for one in Whose], required=False)
    lang = Text(required=False)


class StartOut(Out):
    words = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()


class FieldStepOut(Out):
    to = serializers.CharField()
    kind = serializers.CharField()
    need = serializers.CharField()


class TemplateOut(Out):
    name = serializers.CharField()
    step = serializers.CharField()
    body = serializers.CharField()
    category__code = serializers.CharField(allow_null=True)


class FieldLeftOut(Out):
    state = serializers.ChoiceField(choices=LEFT)
    words = serializers.CharField()


class FieldPhotoOut(Out):
    id = serializers.IntegerField(help_text="Chương trình đọc ảnh ở staff/photos")
    url = serializers.CharField()
    thumb_url = serializers.CharField()
    is_after = serializers.BooleanField()


class StopOut(Out):
    """Một điểm đến; ``leg_m`` từ điểm trước, ``distance_m`` từ nơi xuất phát."""

    code = serializers.CharField()
    spoken = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_words = serializers.CharField()
    category = NamedOut()
    level = serializers.ChoiceField(choices=Level.choices)
    place = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    leg_m = serializers.IntegerField()
    distance_m = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    left = FieldLeftOut(allow_null=True)
    resolve_by = serializers.DateTimeField()
    due_words = serializers.CharField()
    created_words = serializers.CharField()
    ours = serializers.BooleanField(help_text="Đơn vị mình chủ trì")
    photos = FieldPhotoOut(many=True)
    url = serializers.CharField()


class FieldOut(Out):
    """Việc ngoài hiện trường, theo thứ tự đường đi."""

    person = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    as_of_words = serializers.CharField()
    whose = serializers.ChoiceField(choices=[(one.value, one.value) for one in Whose])
    total = serializers.IntegerField()
    start = StartOut(allow_null=True)
    walk_m = serializers.IntegerField()
    steps = serializers.DictField(child=FieldStepOut(many=True), help_text="Theo trạng thái")
    templates = TemplateOut(many=True)
    stops = StopOut(many=True)


class WhoOut(Out):
    person = serializers.IntegerField()
    csrf = serializers.CharField()


class FieldView(StaffDoor):
    @extend_schema(operation_id="staff_field", parameters=[FieldQuery], responses={200: FieldOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Việc của mình ngoài hiện trường, xếp theo đường đi."""
        wish, now, reader = asked(FieldQuery, request), timezone.now(), person(request)
        begin = start((wish.get("lat"), wish.get("lon")), clean_line(wish.get("place", "")), now=now)
        whose = Whose(wish["whose"]) if wish.get("whose") else None
        found = outing(reader, start=begin.point if begin else None, whose=whose)
        return Response(list_answer(found, start=begin, reader=reader, now=now))


class WhoView(StaffDoor):
    @extend_schema(operation_id="staff_field_who", responses={200: WhoOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Ai đang đăng nhập trên máy này, và mã chống giả mạo để gửi việc đã ghi."""
        return Response({"person": person(request).pk, "csrf": get_token(plain(request))})
