"""People who work here, and for which units they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.routing.models import Unit


class Role(models.TextChoices):
    WARD_OFFICER = "ward_officer", _("Cán bộ phường")
    UNIT_OFFICER = "unit_officer", _("Cán bộ đơn vị")
    UNIT_HEAD = "unit_head", _("Lãnh đạo đơn vị")
    DUTY = "duty", _("Cán bộ trực")
    PROGRAMME_OFFICE = "programme_office", _("Tổ giúp việc Chương trình")
    LEADER = "leader", _("Lãnh đạo quận")
    AUDITOR = "auditor", _("Kiểm tra, giám sát")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


UNIT_ROLES = (Role.WARD_OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.DUTY)
READS_ALL = (Role.PROGRAMME_OFFICE, Role.LEADER, Role.AUDITOR)


@dataclass(frozen=True)
class Eyes:
    """All that decides which reports a person sees: with equal eyes one sees the same."""

    pk: int
    is_active: bool
    is_office: bool
    reads_all: bool
    unit_ids: frozenset[int]


class User(AbstractUser):
    """A person (or, for the samples, a post) who signs in at the staff's door."""

    display_name = models.CharField(max_length=120, blank=True)
    must_change_password = models.BooleanField(default=False)  # somebody else knows it: it was handed over

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def posts(self) -> tuple["Membership", ...]:
        """The posts the person fills today, their own and those they stand in for, with their units. One query."""
        filled = Membership.objects.filled_by([self.pk], on=timezone.localdate())
        return tuple(filled.select_related("unit").order_by("id"))

    @cached_property
    def own_posts(self) -> tuple["Membership", ...]:
        """The person's own posts."""
        return tuple(post for post in self.posts if post.user_id == self.pk)

    @cached_property
    def own_headed_unit_ids(self) -> frozenset[int]:
        """The units the person heads themselves: who stands in for a head does not manage people."""
        return frozenset(post.unit_id for post in self.own_posts if post.unit_id and post.role == Role.UNIT_HEAD)

    @property
    def is_administrator(self) -> bool:
        """Whether the person sets up the platform for everybody."""
        return self.is_active and any(post.role == Role.ADMINISTRATOR for post in self.posts)

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The units the person works for."""
        return frozenset(post.unit_id for post in self.posts if post.unit_id)

    @cached_property
    def headed_unit_ids(self) -> frozenset[int]:
        """The units the person heads."""
        return frozenset(post.unit_id for post in self.posts if post.unit_id and post.role == Role.UNIT_HEAD)

    @cached_property
    def reads_all(self) -> bool:
        """Whether the person may read every unit's reports (programme office, leader, auditor)."""
        return any(post.role in READS_ALL for post in self.posts)

    @cached_property
    def is_office(self) -> bool:
        """Whether the person belongs to the programme's office."""
        return any(post.role == Role.PROGRAMME_OFFICE for post in self.posts)

    @property
    def eyes(self) -> Eyes:
        """What of the person decides what they see, as they stand now."""
        return Eyes(self.pk, self.is_active, self.is_office, self.reads_all, self.unit_ids)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def filled_by(self, people: Iterable[int], *, on: date) -> Self:
        """Limit to the posts ``people`` fill on the day: their own, and in units those of whom they stand in for."""
        keys = list(people)
        away = Leave.objects.filter(substitute__in=keys, first_day__lte=on, last_day__gte=on)
        return self.filter(Q(user__in=keys) | Q(user__in=away.values("user"), unit__isnull=False))


class Membership(models.Model):
    """A person's post: in a unit, or for the whole district where the role says so."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="accounts_membership_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(unit__isnull=True), name="accounts_membership_once_alone"
            ),
            models.CheckConstraint(
                name="accounts_membership_unit_fits_role",
                condition=models.Q(unit__isnull=False, role__in=[r.value for r in UNIT_ROLES])
                | models.Q(unit__isnull=True) & ~models.Q(role__in=[r.value for r in UNIT_ROLES]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Leave(models.Model):
    """Days on which somebody is away, both included, and who stands in: in their units, with their rights."""

    user = models.ForeignKey(User, models.CASCADE, related_name="leaves")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="standing_in")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["first_day", "id"]
        indexes = [models.Index(fields=["substitute", "last_day"], name="accounts_leave_of_substitute")]
        constraints = [
            models.CheckConstraint(name="accounts_leave_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="accounts_leave_of_two", condition=~Q(user=F("substitute"))),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.first_day} - {self.last_day}"


class Shift(models.Model):
    """Somebody is on duty (trực ban) from one moment to another: for a unit, or for the whole district.

    Who has the lower ``rank`` is called first, the next when they have not answered.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts", null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "rank", "id"]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="accounts_shift_now")]
        constraints = [
            models.CheckConstraint(name="accounts_shift_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="accounts_shift_has_rank", condition=Q(rank__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_at:%Y-%m-%d %H:%M}"


class Recall(models.Model):
    """Somebody may see less than a moment ago: every hub looks again at who sits at its open pages."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"


class Area(models.TextChoices):
    UNIT = "unit", _("đơn vị")
    CATEGORY = "category", _("loại việc")
    RULE = "rule", _("quy tắc phân công")
    CALENDAR = "calendar", _("lịch làm việc")
    TEMPLATE = "template", _("câu trả lời mẫu")
    PERSON = "person", _("cán bộ")
    DUTY = "duty", _("lịch trực")
    CHECKLIST = "checklist", _("việc cần làm khi có cảnh báo")
    PROGRAM_KEY = "program_key", _("khóa của phần mềm khác")
    PARTNER = "partner", _("hệ thống nhận chuyển")


class SettingChange(models.Model):
    """One change of a setting, never rewritten. ``before`` and ``after`` hold only the fields that differ."""

    area = models.CharField(max_length=12, choices=Area.choices)
    key = models.CharField(max_length=150)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["area", "key", "-id"], name="accounts_change_of_thing")]
        constraints = [models.CheckConstraint(name="accounts_change_has_reason", condition=~models.Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.get_area_display()} {self.key}"


class ApiToken(models.Model):
    """A key by which a program acts as its person. Only a digest is kept; ``prefix`` tells keys apart on the page."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class Scope(models.TextChoices):
    READ = "read", _("đọc với hạn mức riêng")
    REPORT = "report", _("gửi phản ánh")
    UPDATE = "update", _("gửi tin cập nhật")
    WEBHOOK = "webhook", _("nhận tin thay đổi")


class ProgramKey(models.Model):
    """A key by which another system acts in its own name, ``name``: so its events are signed. Only a digest is kept.

    ``owner`` says who runs the system and how to reach them; ``scopes`` is a list of :class:`Scope`. With
    ``publishes_at_once`` the words and photos it sends are public at once, without it after a look, whatever the kind
    of report says. ``made_by`` is None where the environment brought the key. Rows are never deleted: events name them.
    """

    name = models.CharField(max_length=60)
    owner = models.CharField(max_length=200)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    publishes_at_once = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)  # None: brought by the environment, until taken out there
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(revoked_at__isnull=True), name="accounts_program_key_one_of_a_name"
            ),
            models.CheckConstraint(
                name="accounts_program_key_of_a_person_ends",
                condition=Q(made_by__isnull=True) | Q(expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
