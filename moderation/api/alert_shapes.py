"""What goes in and comes out of the calls about alerts."""

from rest_framework import serializers

from backend.http.fields import Choice, Strict, Text
from backend.indicators.models import AlertKind, AlertState, Outcome
from backend.reports.models import Status
from backend.routing.models import Group
from moderation.api.lists import PageOut
from moderation.api.shapes import NamedOut, Out


class TickSerializer(Strict):
    """``step`` là mã ở ``steps``."""

    step = Text()
    note = Text(required=False)


class CloseAlertSerializer(Strict):
    """Kết luận và kết quả kiểm tra, xác minh."""

    outcome = Choice(choices=Outcome.choices)
    findings = Text()


class AlertOut(Out):
    """Một cảnh báo. ``lat``, ``lon``, ``radius_m``: vòng tròn đang theo dõi."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AlertKind.choices)
    state = serializers.ChoiceField(choices=AlertState.choices)
    group = serializers.ChoiceField(choices=Group.choices)
    category = NamedOut(allow_null=True)
    ward = NamedOut()
    place = serializers.CharField(allow_blank=True)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    radius_m = serializers.IntegerField()
    first_report_at = serializers.DateTimeField()
    last_report_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField()
    first_action_at = serializers.DateTimeField(allow_null=True)
    minutes_to_first_action = serializers.IntegerField(allow_null=True, help_text="null: chưa ai làm gì")
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    findings = serializers.CharField(allow_blank=True)


class AlertPageOut(PageOut):
    results = AlertOut(many=True)


class EvidenceOut(Out):
    """Các số của phép thử; null: không có trong loại cảnh báo này."""

    reports = serializers.IntegerField(allow_null=True)
    expected = serializers.FloatField(allow_null=True)
    ill = serializers.IntegerField(allow_null=True)
    window_h = serializers.FloatField(allow_null=True)
    by_chance_once_in = serializers.IntegerField(help_text="0: không tính được")


class AlertStepOut(Out):
    code = serializers.CharField()
    name = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class AlertReportOut(Out):
    """Một phản ánh của cảnh báo; ``stands`` false: đã bị từ chối, gộp hoặc giữ lại từ đó."""

    code = serializers.CharField()
    category = NamedOut()
    status = serializers.ChoiceField(choices=Status.choices)
    street = serializers.CharField(allow_null=True)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    distance_m = serializers.IntegerField(help_text="Đến tâm vòng tròn")
    created_at = serializers.DateTimeField()
    came_later = serializers.BooleanField()
    stands = serializers.BooleanField()
    may_open = serializers.BooleanField()


class AlertLineOut(Out):
    at = serializers.DateTimeField()
    title = serializers.CharField()
    who = serializers.CharField(allow_blank=True, help_text="Trống: hệ thống")


class WholeAlertOut(AlertOut):
    """Một cảnh báo với tất cả những gì trang của nó có; ``may``: các việc người này được làm."""

    evidence = EvidenceOut()
    steps = AlertStepOut(many=True)
    reports = AlertReportOut(many=True)
    timeline = AlertLineOut(many=True)
    may = serializers.ListField(child=serializers.CharField(), help_text="acknowledge, start, tick, close")
