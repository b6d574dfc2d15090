"""How a report stands, whether it is one, and how it came in: the words that its row and its events share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RECEIVED = "received", _("Mới nhận")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    IN_PROGRESS = "in_progress", _("Đang xử lý")
    NEEDS_INFO = "needs_info", _("Chờ bổ sung")
    RESOLVED = "resolved", _("Đã xử lý")
    CLOSED = "closed", _("Đã đóng")
    REJECTED = "rejected", _("Từ chối")
    DUPLICATE = "duplicate", _("Trùng")


OPEN = (Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS, Status.NEEDS_INFO)


class Screening(models.TextChoices):
    CLEAR = "clear", _("Bình thường")
    UNVERIFIED = "unverified", _("Chờ xác minh")
    SPAM = "spam", _("Tin rác")


class Channel(models.TextChoices):
    WEB = "web", _("web")
    API = "api", _("ứng dụng")
    OPEN311 = "open311", _("Open311")
    PHONE = "phone", _("điện thoại")
    WALK_IN = "walk_in", _("trực tiếp")
    LETTER = "letter", _("thư")
    EMAIL = "email", _("e-mail")
    ZALO = "zalo", _("Zalo")


TAKEN_DOWN = (Channel.PHONE, Channel.WALK_IN, Channel.LETTER, Channel.EMAIL, Channel.ZALO)  # staff write these down

HELD_DENUNCIATION = "to_cao"
