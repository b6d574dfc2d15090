"""The staff calls about registers: which there are, their entries, one with all that belongs to it, and every deed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.described_headers import IDEMPOTENT, LOCATION, PAGED
from backend.http.door import asked, sent
from backend.http.schema import problems
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.registers import looks, overview
from backend.registers.entries import NewEntry, add, change_state, edit
from backend.registers.facts import Facts
from backend.registers.looks import NewDocument, NewInspection
from backend.registers.models import Entry
from backend.registers.overview import Asked
from backend.registers.rights import check_may_change, entries_for, kinds_kept, kinds_seen
from backend.registers.standing import STATES, EntryKind, State
from moderation.api import register_shapes as shapes
from moderation.api.deeds import Deed, Rows, Wish, deed_view
from moderation.api.door import StaffDoor, by, person
from moderation.api.lists import page_of
from moderation.api.once import answered_once
from moderation.api.register_answers import entry_said, whole_said


class RegistersView(StaffDoor):
    @extend_schema(operation_id="staff_registers", responses={200: shapes.RegistersOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các sổ người này được mở, với số mục theo tình trạng."""
        now, reader = timezone.now(), person(request)
        kept = kinds_kept(reader, on=day_in_force(now))
        rows = [
            vars(one)
            | {
                "kind": one.kind.value,
                "name": str(one.kind.label),
                "states": [state.value for state in STATES[one.kind]],
                "may_add": one.kind in kept,
            }
            for one in overview.kind_counts(reader, now=now)
        ]
        return Response({"results": rows})


class EntriesView(StaffDoor):
    @extend_schema(
        operation_id="staff_register",
        parameters=[shapes.EntriesQuery, PAGED],
        responses={200: shapes.EntryPageOut} | problems(401, 403, 404),
    )
    def get(self, request: Request, kind: str) -> Response:
        """Các mục của một sổ, theo tên."""
        query, now, reader = asked(shapes.EntriesQuery, request), timezone.now(), person(request)
        found = kind_of(kind, kinds_seen(reader, on=day_in_force(now)))
        rows = overview.listed(reader, found, asked_of(query, request, found), now=now)
        return page_of(request, rows, by="sorts_as", said=entry_said)

    @extend_schema(
        operation_id="staff_register_add",
        parameters=[*IDEMPOTENT, LOCATION],
        request=shapes.NewEntrySerializer,
        responses={201: shapes.WholeEntryOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, kind: str) -> Response:
        """Đưa một nơi vào sổ."""
        wish = sent(shapes.NewEntrySerializer, request)
        found = kind_of(kind, kinds_kept(person(request), on=day_in_force(timezone.now())))

        def done() -> dict[str, Any]:
            new = NewEntry(found, _facts(wish), State(wish["state"]), wish["since"], wish.get("subject", ""))
            with _by_latitude():
                made = add(new, by=by(request), now=timezone.now())
            return whole_said(_entry(request, made.pk), person(request))

        response = answered_once(request, wish, done)
        response.status_code = 201
        response["Location"] = request.build_absolute_uri(reverse("api-staff-entry", args=[response.data["id"]]))
        return response


class RegisterEntryView(StaffDoor):
    @extend_schema(operation_id="staff_register_entry", responses={200: shapes.WholeEntryOut} | problems(401, 403, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Một mục: trạng thái, kiểm tra, tiêu chí, văn bản, phản ánh và mọi thay đổi."""
        return Response(whole_said(_entry(request, pk), person(request)))


def kind_of(code: str, theirs: tuple[EntryKind, ...]) -> EntryKind:
    """Return the register of this code; Http404 where it is none of ``theirs``."""
    found = next((one for one in theirs if one.value == code), None)
    if found is None:
        raise Http404
    return found


def asked_of(query: Wish, request: Request, kind: EntryKind) -> Asked:
    """Return how the list of ``kind`` is narrowed. Raises Refused (``ward``)."""
    return Asked(_ward_id(query.get("ward", ""), request, kind), query.get("state", ""), query.get("q", ""))


def _edit(entry: Entry, wish: Wish, by: Staff, now: datetime) -> object:
    """Sửa thông tin của nơi đó; điểm dời sang phường khác thì mục theo sang."""
    return edit(entry, _facts(wish), by=by, now=now, version=wish["version"])


def _state(entry: Entry, wish: Wish, by: Staff, now: datetime) -> object:
    """Đổi trạng thái từ một ngày."""
    note, version = wish.get("note", ""), wish["version"]
    return change_state(entry, State(wish["to"]), on=wish["on"], note=note, by=by, now=now, version=version)


def _inspect(entry: Entry, wish: Wish, by: Staff, now: datetime) -> object:
    """Ghi một lần kiểm tra."""
    new = NewInspection(wish["on"], wish["inspectors"], wish["result"], wish.get("note", ""), wish.get("document"))
    return looks.inspect(entry, new, by=by, now=now)


def _mark(entry: Entry, wish: Wish, by: Staff, now: datetime) -> object:
    """Đánh giá theo tiêu chí."""
    marks = {clean_line(code): to for code, to in wish["marks"].items()}
    return looks.mark(entry, marks, on=wish["on"], by=by, now=now)


def _document(entry: Entry, wish: Wish, by: Staff, now: datetime) -> object:
    """Thêm một văn bản."""
    new = NewDocument(wish["name"], wish.get("number", ""), wish["on"], wish.get("link", ""))
    return looks.add_document(entry, new, by=by, now=now)


@contextmanager
def _by_latitude() -> Iterator[None]:
    """Name a refused place as it was sent: by its latitude."""
    try:
        yield
    except Refused as refused:
        for one in refused.refusals:
            one.field = "lat" if one.field == "place" else one.field
        raise


def _entry(request: Request, pk: int) -> Entry:
    """Return the entry; Http404 where there is none, or it is not this person's to see."""
    rows = entries_for(person(request), on=day_in_force(timezone.now()))
    found = rows.with_labels().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _ward_id(code: str, request: Request, kind: EntryKind) -> int | None:
    """Return the ward of this code with entries that the person sees, None for no code. Raises Refused (``ward``)."""
    if not code:
        return None
    wards = overview.wards_of(person(request), kind, now=timezone.now())
    found = next((one for one in wards if code in {one.code, one.slug}), None)
    if found is None:
        raise Refused(_("Sổ này không có mục nào ở phường đó."), field="ward", code="unknown_ward")
    return found.pk


def _facts(wish: Wish) -> Facts:
    try:
        point = Point(wish["lat"], wish["lon"])
    except ValueError:
        raise Refused(_("Tọa độ này không có trên Trái Đất."), field="lat") from None
    words = {name: wish.get(name, "") for name in ("name", "ward", "address", "note", "supplier")}
    return Facts(
        point=point,
        is_residential=wish.get("is_residential", False),
        held_at=wish.get("held_at"),
        guests=wish.get("guests"),
        **words,
    )


def _checked(do: Callable[[Entry, Wish, Staff, datetime], object]) -> Callable[[Entry, Wish, Staff, datetime], object]:
    """Return ``do`` for who may change the entry. Raises Forbidden for others."""

    @wraps(do)
    def checked(entry: Entry, wish: Wish, by: Staff, now: datetime) -> object:
        check_may_change(by.user, EntryKind(entry.kind), entry.ward, on=day_in_force(now))
        with _by_latitude():
            return do(entry, wish, by, now)

    return checked


_ROWS = Rows(_entry, lambda request, entry: whole_said(entry, person(request)), shapes.WholeEntryOut)
_DEEDS: Mapping[str, Deed[Entry]] = {
    "edit": Deed(shapes.EditEntrySerializer, _checked(_edit)),
    "state": Deed(shapes.StateSerializer, _checked(_state)),
    "inspect": Deed(shapes.InspectionSerializer, _checked(_inspect)),
    "mark": Deed(shapes.MarkingSerializer, _checked(_mark)),
    "document": Deed(shapes.PaperSerializer, _checked(_document)),
}
DEEDS = {name: deed_view(f"staff_register_{name}", deed, _ROWS) for name, deed in _DEEDS.items()}
