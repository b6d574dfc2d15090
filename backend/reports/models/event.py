"""What happened, row by row: never updated, and each report's rows are chained by hashes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.places.models import Ward
from backend.reports.models.report import Report
from backend.reports.models.standing import Channel, Screening, Status
from backend.routing.models import Category, Level, Unit


class Kind(models.TextChoices):
    RECEIVED = "received", _("đã gửi phản ánh")
    ACCEPTED = "accepted", _("đã tiếp nhận")
    STARTED = "started", _("bắt đầu xử lý")
    ASKED = "asked", _("đã hỏi thêm người phản ánh")
    ANSWERED = "answered", _("người phản ánh đã trả lời")
    UNANSWERED = "unanswered", _("hết hạn trả lời")
    RESOLVED = "resolved", _("báo đã xử lý")
    CLOSED = "closed", _("đã đóng")
    REJECTED = "rejected", _("đã từ chối")
    REOPENED = "reopened", _("mở lại")
    MERGED = "merged", _("gộp vào phản ánh khác")
    UNMERGED = "unmerged", _("đã hoàn tác việc gộp")
    NOTED = "noted", _("ghi chú")
    RELEASED = "released", _("đã xác minh")
    PUBLISHED = "published", _("đã công khai")
    HIDDEN = "hidden", _("ngừng công khai")
    REROUTED = "rerouted", _("phân công lại")
    MARKED_SPAM = "marked_spam", _("đánh dấu tin rác")
    CONTACT_SEEN = "contact_seen", _("đã xem liên hệ")
    CALLED = "called", _("đã gọi lại")
    ASSIGNED = "assigned", _("giao việc")
    TRANSFERRED = "transferred", _("chuyển đơn vị")
    TRANSFER_ACCEPTED = "transfer_accepted", _("đã nhận chuyển đến")
    TRANSFER_RETURNED = "transfer_returned", _("trả lại")
    HANDED_OVER = "handed_over", _("bàn giao phường giáp ranh")
    COOPERATION_ASKED = "cooperation_asked", _("mời phối hợp")
    COOPERATION_ANSWERED = "cooperation_answered", _("đơn vị phối hợp đã trả lời")
    EXTENSION_ASKED = "extension_asked", _("xin gia hạn")
    EXTENDED = "extended", _("gia hạn")
    EXTENSION_REFUSED = "extension_refused", _("không duyệt gia hạn")
    RECATEGORISED = "recategorised", _("đổi loại việc")
    MOVED = "moved", _("sửa vị trí")
    LEVEL_SET = "level_set", _("đổi mức độ")
    SPLIT = "split", _("tách")
    LINKED = "linked", _("gắn với địa điểm")
    REDACTED = "redacted", _("đã che một phần ảnh, chữ")
    PROMISED = "promised", _("đã ghi tiến độ và ngày hẹn")
    REMINDED = "reminded", _("đã đôn đốc")
    DUTY_TOLD = "duty_told", _("đã báo cán bộ trực")
    DUTY_CONFIRMED = "duty_confirmed", _("cán bộ trực đã xác nhận")
    FOLLOWED = "followed", _("có người xin theo dõi")
    PHOTOS_ADDED = "photos_added", _("người phản ánh gửi thêm ảnh")
    CONTACT_CORRECTED = "contact_corrected", _("người phản ánh sửa thông tin liên hệ")
    CONTACT_ERASED = "contact_erased", _("người phản ánh xóa thông tin liên hệ")
    WITHHELD = "withheld", _("người phản ánh xin ngừng công khai")
    PROGRAM_SAID = "program_said", _("hệ thống khác gửi tin")
    SENT_ON = "sent_on", _("đã gửi sang hệ thống khác")
    PARTNER_SAID = "partner_said", _("hệ thống nhận chuyển đã báo tin")
    UNDONE = "undone", _("đã hoàn tác")


class CallResult(models.TextChoices):
    """How a call to the reporter ended; kept with its event."""

    TALKED = "talked", _("đã nói chuyện")
    NO_ANSWER = "no_answer", _("không nghe máy")
    WRONG_NUMBER = "wrong_number", _("sai số")


# These stand beside the way of a report: its version does not rise with them.
BESIDE = frozenset(
    {
        Kind.RECEIVED, Kind.NOTED, Kind.CONTACT_SEEN, Kind.CALLED, Kind.COOPERATION_ASKED, Kind.COOPERATION_ANSWERED,
        Kind.EXTENSION_ASKED, Kind.EXTENDED, Kind.EXTENSION_REFUSED, Kind.LINKED, Kind.PROMISED, Kind.REMINDED,
        Kind.DUTY_TOLD, Kind.DUTY_CONFIRMED, Kind.FOLLOWED, Kind.PHOTOS_ADDED, Kind.CONTACT_CORRECTED,
        Kind.CONTACT_ERASED, Kind.PROGRAM_SAID, Kind.SENT_ON, Kind.PARTNER_SAID,
    }
)  # fmt: skip


class ActorKind(models.TextChoices):
    STAFF = "staff", _("cán bộ")
    REPORTER = "reporter", _("người phản ánh")
    PROGRAM = "program", _("chương trình")
    CLOCK = "clock", _("hệ thống")


class Event(models.Model):
    """One thing that happened, with the state after it.

    ``seq`` rises in commit order over all events (see reports.record). ``data`` holds codes and reasons, never personal
    data; free words are in :class:`Words`, of which the event keeps a salted hash. ``hash`` is SHA-256 over the event
    and ``previous_hash``. Events are read by ``seq`` or by report, which is what the unique numbers index, and looks
    at contacts by the unit that looked: no column has an index of its own.
    """

    seq = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, models.PROTECT, related_name="events", null=True, blank=True, db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    is_public = models.BooleanField()

    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    actor_name = models.CharField(max_length=60, blank=True)  # of a program's key
    acting_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    assignee = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    screening = models.CharField(max_length=10, choices=Screening.choices, blank=True)
    accept_by = models.DateTimeField(null=True, blank=True)
    resolve_by = models.DateTimeField(null=True, blank=True)

    data = models.JSONField(default=dict, blank=True)
    words_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    trace = models.UUIDField(null=True, blank=True, editable=False)  # of the request it came of; not in the chain

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["acting_unit", "-seq"], name="reports_event_looks", condition=Q(kind="contact_seen")),
            models.Index(fields=["at", "seq"], name="reports_event_told", condition=Q(is_public=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reports_event_number_once"),
            models.CheckConstraint(
                name="reports_event_of_a_report",
                condition=Q(report__isnull=False, ward__isnull=False, unit__isnull=False, category__isnull=False)
                & Q(kind__in=[k.value for k in Kind])
                | Q(report__isnull=True)
                & (Q(kind__startswith="alert_") | Q(kind__startswith="month_") | Q(kind__startswith="system_")),
            ),
            models.CheckConstraint(
                name="reports_event_staff_has_a_name",
                condition=Q(actor_kind="staff", actor__isnull=False) | ~Q(actor_kind="staff") & Q(actor__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Words(models.Model):
    """Free words said with an event; they can be erased while the event's chain still verifies."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="words", primary_key=True)
    body = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["event_id"]
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return f"Words of event {self.event_id}"
