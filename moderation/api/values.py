"""The staff calls about values entered by hand: what may be entered, all, one more, the second person's word."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.described_headers import IDEMPOTENT, PAGED
from backend.http.door import asked, sent
from backend.http.schema import problems
from backend.indicators.indicator_page import indicator_of, indicators_seen
from backend.indicators.models import EnteredValue, Indicator, Target
from backend.indicators.values import NewValue, approve_value, enter_value, may_decide, may_enter, refuse_value
from backend.indicators.wording import in_language
from moderation.api.door import StaffDoor, by, person
from moderation.api.lists import page_of
from moderation.api.once import answered_once
from moderation.api.said import local
from moderation.api.value_shapes import (
    NewValueSerializer,
    RefuseValueSerializer,
    StaffIndicatorsOut,
    ValueOut,
    ValuePageOut,
    ValuesQuery,
    ValueState,
)
from moderation.api.why import NothingSerializer

_OF_STATE: dict[str, dict[str, Any]] = {
    ValueState.WAITING: {"decision__isnull": True},
    ValueState.APPROVED: {"decision__is_approved": True},
    ValueState.REFUSED: {"decision__is_approved": False},
}


class StaffIndicatorsView(StaffDoor):
    @extend_schema(operation_id="staff_indicators", responses={200: StaffIndicatorsOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các chỉ tiêu người này được xem, với mục tiêu mà số liệu được nhập cho."""
        reader = person(request)
        rows = [_indicator(one) | {"may_enter": may_enter(reader, one)} for one in _seen(request)]
        return Response({"may_decide": may_decide(reader), "results": rows})


class ValuesView(StaffDoor):
    @extend_schema(
        operation_id="staff_values", parameters=[ValuesQuery, PAGED], responses={200: ValuePageOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Số liệu nhập tay của các chỉ tiêu người này được xem, mới nhất trước."""
        query = asked(ValuesQuery, request)
        rows = _values(_seen(request))
        if code := query.get("indicator"):
            rows = rows.filter(target__indicator__code=clean_line(code))
        if state := query.get("state"):
            rows = rows.filter(**_OF_STATE[state])
        return page_of(request, rows, by="-entered_at", said=_value)

    @extend_schema(
        operation_id="staff_enter_value",
        parameters=IDEMPOTENT,
        request=NewValueSerializer,
        responses={201: ValueOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Nhập một số liệu; được tính khi người thứ hai duyệt."""
        wish = sent(NewValueSerializer, request)

        def done() -> dict[str, Any]:
            indicator = _named(wish["indicator"])
            new = _new(indicator, wish)
            value = enter_value(_target(indicator, wish["target"]), new, by=by(request), now=timezone.now())
            return _value(_values([indicator]).get(pk=value.pk))

        response = answered_once(request, wish, done)
        response.status_code = 201
        return response


class ApproveValueView(StaffDoor):
    @extend_schema(
        operation_id="staff_approve_value",
        parameters=IDEMPOTENT,
        request=NothingSerializer,
        responses={200: ValueOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Duyệt số liệu người khác nhập."""
        wish = sent(NothingSerializer, request)
        return _decided(request, pk, wish, lambda value, now: approve_value(value, by=by(request), now=now))


class RefuseValueView(StaffDoor):
    @extend_schema(
        operation_id="staff_refuse_value",
        parameters=IDEMPOTENT,
        request=RefuseValueSerializer,
        responses={200: ValueOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Từ chối số liệu người khác nhập, với lý do; bản ghi vẫn giữ trong lịch sử."""
        wish = sent(RefuseValueSerializer, request)
        why = wish["reason"]
        return _decided(request, pk, wish, lambda value, now: refuse_value(value, reason=why, by=by(request), now=now))


def _decided(
    request: Request, pk: int, wish: dict[str, Any], word: Callable[[EnteredValue, datetime], object]
) -> Response:
    """Say the second person's ``word`` on the value and answer with it, once per key."""

    def done() -> dict[str, Any]:
        word(_found(request, pk), timezone.now())
        return _value(_found(request, pk))

    return answered_once(request, wish, done)


def _seen(request: Request) -> list[Indicator]:
    """Return the indicators this person may see. Raises PermissionDenied where these are none, as the page does."""
    reader = person(request)
    found = indicators_seen(reader, now=timezone.now())
    if not found and not reader.reads_all:
        raise PermissionDenied
    return found


def _values(indicators: list[Indicator]) -> "QuerySet[EnteredValue]":
    """Return the values of the indicators with all that is said of them."""
    corrected = EnteredValue.objects.filter(corrects=OuterRef("pk"), decision__is_approved=True)
    rows = EnteredValue.objects.filter(target__indicator__in=indicators).annotate(is_replaced=Exists(corrected))
    return rows.select_related("target__indicator", "entered_by", "decision__decided_by")


def _found(request: Request, pk: int) -> EnteredValue:
    found = _values(_seen(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _named(code: str) -> Indicator:
    found = indicator_of(clean_line(code), now=timezone.now())
    if found is None:
        raise Refused(_("Không có chỉ tiêu này."), field="indicator", code="unknown_indicator")
    return found


def _target(indicator: Indicator, order: int) -> Target:
    found = Target.objects.filter(indicator=indicator, order=order).select_related("indicator").first()
    if found is None:
        raise Refused(_("Xin chọn mục tiêu."), field="target", code="unknown_target")
    return found


def _new(indicator: Indicator, wish: dict[str, Any]) -> NewValue:
    days = {name: wish[name] for name in ("first_day", "last_day", "source_on")}
    words = {name: wish.get(name, "") for name in ("source", "document", "reason")}
    return NewValue(number=str(wish["number"]), corrects=_corrected(indicator, wish.get("corrects")), **days, **words)


def _corrected(indicator: Indicator, pk: int | None) -> EnteredValue | None:
    if pk is None:
        return None
    found = EnteredValue.objects.filter(target__indicator=indicator, pk=pk).first()
    if found is None:
        raise Refused(_("Không có số liệu này."), field="corrects", code="unknown_value")
    return found


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code,
        "text": in_language(one, "text"),
        "targets": [
            {"target": target.order, "what": in_language(target, "what"), "unit": in_language(target, "unit")}
            for target in one.targets.all()
        ],
    }


def _value(value: EnteredValue) -> dict[str, Any]:
    target, decision = value.target, getattr(value, "decision", None)
    names = ("first_day", "last_day", "source", "source_on", "document", "reason")
    state = ValueState.WAITING
    if decision:
        state = ValueState.APPROVED if decision.is_approved else ValueState.REFUSED
    return {
        "id": value.pk,
        "indicator": target.indicator.code,
        "target": target.order,
        "what": in_language(target, "what"),
        "unit": in_language(target, "unit"),
        "number": float(value.number),
        **{name: getattr(value, name) for name in names},
        "corrects": value.corrects_id,
        "sample": value.is_sample,
        "entered_by": str(value.entered_by),
        "entered_at": local(value.entered_at),
        "state": state.value,
        "decided_by": decision and str(decision.decided_by),
        "decided_at": decision and local(decision.decided_at),
        "refused_for": decision.reason if decision else "",
        "replaced": vars(value)["is_replaced"],
    }
