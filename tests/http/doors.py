"""Doors that only tests knock at: each fails in its own way."""

import errno
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils.translation import get_language
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ListField

from backend.core.errors import Refused, SeveralRefused
from backend.http.door import Door, sent
from backend.http.fields import Choice, Files, Moment, Number, Object, Strict, Text, Whole, YesNo
from backend.http.limits import Limit
from backend.http.problem import answer

FAILURES: dict[str, Exception] = {
    "missing": Http404(),
    "forbidden": PermissionDenied(),
    "odd": SuspiciousOperation(),
    "locked": OperationalError("database is locked"),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "ours": OperationalError("no such table: reports"),
    "bug": KeyError("bug"),
    "refused": Refused("Không được.", field="text", code="no"),
    "twice": SeveralRefused([Refused("Một.", field="a", code="one"), Refused("Hai.", field="b", code="two")]),
    "stranger": NotAuthenticated(),
}


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise FAILURES[how]


def language(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_language())


def picture(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"", content_type="image/jpeg")


class Body(Strict):
    number = Number(required=False, allow_null=True)
    whole = Whole(required=False, min_value=1, max_value=5)
    yes = YesNo(required=False)
    text = Text(required=False)
    choice = Choice(choices=("a", "b"), required=False)
    moment = Moment(required=False)
    thing = Object(required=False)
    files = Files(required=False)
    words = ListField(required=False)


class FailingDoor(Door):  # raises what its path names
    def get(self, request: Request, how: str) -> Response:
        raise FAILURES[how]


class BodyDoor(Door):
    limits = {"POST": Limit("body", 2, 60)}

    def post(self, request: Request) -> Response:
        read = sent(Body, request)
        return Response({name: _plain(value) for name, value in read.items()})


def _plain(value: Any) -> Any:
    return [file.size for file in value] if value and hasattr(value, "append") and hasattr(value[0], "size") else value


def as_answer(request: HttpRequest) -> HttpResponse:
    found = answer(SuspiciousOperation(), {})
    return found or JsonResponse({})


urlpatterns = [
    path("pages/language", language),
    path("pages/picture", picture),
    path("pages/<str:how>", fail),
    path("api/v1/language", language),
    path("api/v1/body", BodyDoor.as_view()),
    path("api/v1/odd-answer", as_answer),
    path("api/v1/plain/<str:how>", fail),
    path("api/v1/<str:how>", FailingDoor.as_view()),
    path("", include("citizen_api.urls")),  # the error pages link to them
]
handler404 = "backend.http.pages.not_found"
handler500 = "backend.http.pages.broken"
handler403 = "backend.http.pages.forbidden"
handler400 = "backend.http.pages.bad_request"
