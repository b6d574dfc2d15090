"""People in the settings: the list of those one looks after, the form of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import leave, people
from backend.accounts.edit_reference import ChangedMeanwhile
from backend.accounts.models import UNIT_ROLES, Role, User
from backend.accounts.people import WantedPerson
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.paging import BadCursor
from backend.http.paging import page as page_of
from backend.places.in_force import day_in_force
from backend.routing import book
from backend.routing.names import briefly
from moderation.door import StaffRequest, acting, for_staff

_PAGE = 50
_FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class PostRow:
    """One tick of the form: a post that may be given or taken."""

    value: str
    label: str
    is_held: bool


@dataclass(frozen=True)
class PostGroup:
    """The posts of one unit, or of the district."""

    label: str
    rows: Sequence[PostRow]

    @property
    def is_held(self) -> bool:
        return any(row.is_held for row in self.rows)


@require_safe
@for_staff
def people_page(request: StaffRequest) -> HttpResponse:
    """List the people one looks after; ``q`` looks in names."""
    _check(request.user)
    rows = people.managed_by(request.user)
    words = clean_line(request.GET.get("q", "")[:100])
    if words:
        rows = rows.filter(Q(display_name__icontains=words) | Q(username__icontains=words))
    try:
        shown = page_of(rows.prefetch_related("memberships__unit"), by="username", cursor=_cursor(request), size=_PAGE)
    except BadCursor:
        return redirect("staff-people")
    away = leave.substitutes([one.pk for one in shown.rows], on=timezone.localdate())
    context = {"here": "settings", "people": shown, "q": words, "away": set(away)}
    return render(request, "staff/settings/people.html", context)


@require_http_methods(_FORM)
@for_staff
def new_person(request: StaffRequest) -> HttpResponse:
    _check(request.user)
    if request.method != "POST":
        return _form(request, None, WantedPerson(username="", display_name=""))
    return _written(request, None)


@require_http_methods(_FORM)
@for_staff
def edit_person(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one person; take the change. Http404 where they are not one's to look after."""
    person = person_of(request, pk)
    if request.method == "POST":
        return _written(request, person)
    return _form(request, person, _as_they_are(person))


@require_POST
@for_staff
def renew_password(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a new password and show it, once."""
    person, reason = person_of(request, pk), request.POST.get("reason", "")
    try:
        password = people.renew_password(person, reason=reason, by=acting(request), now=timezone.now())
    except Refused as refused:
        return _form(request, person, _as_they_are(person), refused=refused)
    return _form(request, person, _as_they_are(person), password=password)


@require_POST
@for_staff
def forget_factors(request: StaffRequest, pk: int) -> HttpResponse:
    """Let somebody who lost their telephone set up another."""
    person, reason = person_of(request, pk), request.POST.get("reason", "")
    try:
        people.forget_factors(person, reason=reason, by=acting(request), now=timezone.now())
    except Refused as refused:
        return _form(request, person, _as_they_are(person), refused=refused)
    messages.success(request, _("Đã xóa xác thực hai lớp của người này."))
    return redirect("staff-person", pk)


def _written(request: StaffRequest, person: User | None) -> HttpResponse:
    typed = _read(request.POST)
    try:
        written = people.write_person(person, typed, by=acting(request), now=timezone.now())
    except ChangedMeanwhile as changed:
        now_there = person_of(request, person.pk) if person else None
        return _form(request, now_there, _as_they_are(now_there) if now_there else typed, refused=changed)
    except Refused as refused:
        return _form(request, person, typed, refused=refused)
    messages.success(request, _("Đã lưu cán bộ."))
    if written.password:
        return _form(request, written.person, _as_they_are(written.person), password=written.password)
    return redirect("staff-people")


def _form(
    request: StaffRequest,
    person: User | None,
    typed: WantedPerson,
    *,
    refused: Refused | None = None,
    password: str = "",
) -> HttpResponse:
    context = {
        "here": "settings",
        "person": person,
        "typed": typed,
        "seen": typed.seen or (people.print_of(person) if person else ""),
        "groups": _groups(request.user, typed),
        "password": password,
        "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
    }
    return render(request, "staff/settings/person.html", context, status=refused.status if refused else 200)


def _groups(user: User, typed: WantedPerson) -> Sequence[PostGroup]:
    """Return the posts ``user`` may give: of the units they head, or all."""
    every = book.units(on=day_in_force(timezone.now()))
    units = [one for one in every if user.is_administrator or one.pk in user.headed_unit_ids]
    groups = [
        PostGroup(briefly(unit), [_row(unit.pk, role, typed) for role in UNIT_ROLES])
        for unit in units
    ]  # fmt: skip
    if user.is_administrator:
        district = [_row(None, role, typed) for role in Role if role not in UNIT_ROLES]
        groups.insert(0, PostGroup(_("Toàn quận"), district))
    return groups


def _row(unit: int | None, role: Role, typed: WantedPerson) -> PostRow:
    return PostRow(f"{unit or ''}:{role.value}", str(role.label), (unit, role.value) in typed.posts)


def _read(sent: QueryDict) -> WantedPerson:
    return WantedPerson(
        username=sent.get("username", ""),
        display_name=sent.get("display_name", ""),
        email=sent.get("email", ""),
        posts=frozenset(_post(value) for value in sent.getlist("posts")),
        is_active=bool(sent.get("is_active")),
        reason=sent.get("reason", ""),
        seen=sent.get("seen", ""),
    )


def _post(value: str) -> people.Post:
    unit, _colon, role = value.partition(":")
    return (int(unit) if unit.isascii() and unit.isdigit() and len(unit) < len(str(2**31)) else None), role


def _as_they_are(person: User) -> WantedPerson:
    posts = frozenset(person.memberships.values_list("unit_id", "role"))
    return WantedPerson(
        username=person.username,
        display_name=person.display_name,
        email=person.email,
        posts=posts,
        is_active=person.is_active,
    )


def person_of(request: StaffRequest, pk: int) -> User:
    """Return the person, if they are one's to look after; Http404 where they are not."""
    found = people.managed_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _check(user: User) -> None:
    if not people.may_manage(user):
        raise PermissionDenied


def _cursor(request: HttpRequest) -> str:
    return request.GET.get("cursor", "")
