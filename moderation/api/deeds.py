"""Deeds on a row by its number: each a call that does it once per key and answers with the row as it is then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.http.described_headers import IDEMPOTENT
from backend.http.door import sent
from backend.http.fields import Strict
from backend.http.schema import problems
from moderation.api.door import StaffDoor, by
from moderation.api.once import answered_once

T = TypeVar("T")
Wish = Mapping[str, Any]


@dataclass(frozen=True)
class Deed(Generic[T]):
    """What somebody does to a row: its shape, and the one call of the domain it makes; its words describe it."""

    shape: type[Strict]
    do: Callable[[T, Wish, Staff, datetime], object]


@dataclass(frozen=True)
class Rows(Generic[T]):
    """The rows of deeds: how one is found for who asks (Http404 where it is not theirs), and how it is said."""

    found: Callable[[Request, int], T]
    said: Callable[[Request, T], dict[str, Any]]
    out: type[serializers.Serializer[Any]]


def deed_view(operation: str, deed: Deed[T], rows: Rows[T]) -> type[StaffDoor]:
    """Return the view of ``deed``, called ``operation`` in the description of the API."""

    class DeedView(StaffDoor):
        @extend_schema(
            operation_id=operation,
            description=deed.do.__doc__,
            parameters=IDEMPOTENT,
            request=deed.shape,
            responses={200: rows.out} | problems(401, 403, 404, 409),
        )
        def post(self, request: Request, pk: int) -> Response:
            wish = sent(deed.shape, request)

            def done() -> dict[str, Any]:
                deed.do(rows.found(request, pk), wish, by(request), timezone.now())
                return rows.said(request, rows.found(request, pk))

            return answered_once(request, wish, done)

    return DeedView
