"""The tables of routing: units with their dates, kinds of reports with their questions, rules that join the two."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.worktime import Clock
from backend.places.models import Hotspot, Site, Ward


def _dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


class UnitKind(models.TextChoices):
    WARD_COMMITTEE = "ward_committee", _("ủy ban nhân dân phường")
    DIVISION = "division", _("phòng, đội chuyên môn")
    POLICE = "police", _("công an")
    HEALTH = "health", _("y tế")
    PARTNER = "partner", _("đơn vị dịch vụ")
    OFFICE = "office", _("văn phòng")


class Profile(models.TextChoices):
    """Which shape of government a unit belongs to."""

    DISTRICT = "district", _("quận 2020-2025")
    WARDS = "wards", _("phường từ 1/7/2025")
    BOTH = "both", _("cả hai giai đoạn")


class Unit(models.Model):
    """An office that answers, between two days, both included; ``valid_to`` None: still at work.

    The key is (code, valid_from); ``code`` is ``slug`` in capitals. ``ward`` is the ward it sits in on its first day:
    look a ward's units up by slug (``book``), never by this row, for a committee outlives a change of boundaries.
    """

    code = models.CharField(_("mã"), max_length=60)
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên ngắn"), max_length=60)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200)
    sms_name = models.CharField(_("tên trong tin nhắn"), max_length=20)  # without marks: an SMS with marks costs double
    kind = models.CharField(_("loại"), max_length=20, choices=UnitKind)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("phường"))
    valid_from = models.DateField(_("có hiệu lực từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    may_be_in_charge = models.BooleanField(_("được chủ trì"), default=True)
    sees_health_data = models.BooleanField(_("được xem dữ liệu sức khỏe"), default=False)
    email = models.EmailField(_("thư điện tử"), blank=True)
    profile = models.CharField(_("giai đoạn"), max_length=10, choices=Profile)

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        ordering = ["slug", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="routing_unit_code_once_a_day"),
            models.UniqueConstraint(fields=["slug", "valid_from"], name="routing_unit_slug_once_a_day"),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.PARTNER) | Q(may_be_in_charge=False),
                name="routing_partner_is_never_in_charge",
            ),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.WARD_COMMITTEE) | Q(ward__isnull=False), name="routing_committee_has_a_ward"
            ),
            _dates_in_order("routing_unit_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.short_name


class Group(models.TextChoices):
    ENVIRONMENT = "environment", _("Môi trường")
    FOOD = "food", _("An toàn thực phẩm")
    ORDER = "order", _("Trật tự đô thị")
    TRAFFIC = "traffic", _("Giao thông và hạ tầng")


class Level(models.TextChoices):
    URGENT = "urgent", _("Khẩn")
    NORMAL = "normal", _("Bình thường")
    COMPLEX = "complex", _("Phức tạp")


class PhotoWish(models.TextChoices):
    REQUIRED = "required", _("cần có ảnh")
    WANTED = "wanted", _("nên có ảnh")
    NONE = "none", _("không cần ảnh")


class Publication(models.TextChoices):
    AT_ONCE = "at_once", _("công khai ngay")
    AFTER_REVIEW = "after_review", _("công khai sau khi xem")


class Emergency(models.TextChoices):
    POLICE = "113", _("113 (công an)")
    FIRE = "114", _("114 (cứu hỏa, cứu nạn)")
    AMBULANCE = "115", _("115 (cấp cứu)")


class Category(models.Model):
    """A kind of report. ``accept_hours`` run from arrival, ``resolve_hours`` after them, both on ``clock``.

    ``feeds`` is a list of {"indicator", "only"}: the indicators of the programme it feeds; ``only`` is "" (always),
    "near_school" (within 100 m), "food_street" (on a controlled one) or "register" (linked to an entry).
    """

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=120, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, unique=True)
    group = models.CharField(_("lĩnh vực"), max_length=20, choices=Group)
    hint = models.CharField(_("gợi ý"), max_length=200)
    hint_en = models.CharField(_("gợi ý tiếng Anh"), max_length=200, blank=True)
    keywords = models.JSONField(_("từ khóa"), default=list, blank=True)
    level = models.CharField(_("mức độ"), max_length=10, choices=Level)
    clock = models.CharField(_("cách tính giờ"), max_length=20, choices=Clock)
    accept_hours = models.PositiveSmallIntegerField(_("giờ tiếp nhận"))
    resolve_hours = models.PositiveSmallIntegerField(_("giờ xử lý"))
    photo = models.CharField(_("ảnh"), max_length=10, choices=PhotoWish)
    publication = models.CharField(_("công khai"), max_length=20, choices=Publication)
    emergency = models.CharField(_("số khẩn cấp"), max_length=3, choices=Emergency, blank=True)
    duplicate_radius_m = models.PositiveSmallIntegerField(_("bán kính xét trùng (m)"))
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    feeds = models.JSONField(_("chỉ tiêu liên quan"), default=list, blank=True)
    active = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        verbose_name = _("loại việc")
        verbose_name_plural = _("loại việc")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accept_hours__gte=1, resolve_hours__gte=1), name="routing_category_gives_time"
            ),
            models.CheckConstraint(condition=Q(duplicate_radius_m__gte=1), name="routing_category_has_a_radius"),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionType(models.TextChoices):
    CHOICE = "choice", _("chọn một")
    MULTI = "multi", _("chọn nhiều")
    YES_NO = "yes_no", _("có hoặc không")
    NUMBER = "number", _("số")
    TEXT = "text", _("chữ")
    DATETIME = "datetime", _("ngày giờ")


class Question(models.Model):
    """An extra question of a category. ``options`` is a list of {"code", "label", "label_en"}.

    On a number they are the words allowed in its place ("không rõ"). ``is_private``: never public. ``is_health``:
    health data, shown to units with ``sees_health_data`` alone.
    """

    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="questions", verbose_name=_("loại việc")
    )
    code = models.SlugField(_("mã"), max_length=40)
    label = models.CharField(_("nhãn"), max_length=120)
    label_en = models.CharField(_("nhãn tiếng Anh"), max_length=120)
    hint = models.CharField(_("gợi ý"), max_length=200, blank=True)
    type = models.CharField(_("kiểu trả lời"), max_length=10, choices=QuestionType)
    required = models.BooleanField(_("bắt buộc"), default=False)
    options = models.JSONField(_("lựa chọn"), default=list, blank=True)
    is_private = models.BooleanField(_("không công khai"), default=False)
    is_health = models.BooleanField(_("dữ liệu sức khỏe"), default=False)
    order = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        verbose_name = _("câu hỏi")
        verbose_name_plural = _("câu hỏi")
        ordering = ["category", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="routing_question_once_a_category"),
            models.CheckConstraint(
                condition=Q(is_health=False) | Q(is_private=True), name="routing_health_data_is_private"
            ),
            models.CheckConstraint(
                condition=~Q(type__in=[QuestionType.CHOICE, QuestionType.MULTI]) | ~Q(options=[]),
                name="routing_choice_has_options",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Rule(models.Model):
    """Who answers, and under which conditions; an empty condition holds everywhere.

    ``in_charge`` and ``with_units`` name units by slug; ``{ward}`` in them becomes the slug of the place's ward.
    Of the rules that hold the more specific wins (see ``decide``), then the lower ``order``.
    """

    name = models.CharField(_("tên"), max_length=200, unique=True)
    order = models.PositiveIntegerField(_("thứ tự"))
    hotspot = models.ForeignKey(Hotspot, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("điểm nóng"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("địa điểm"))
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("phường"))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("loại việc"))
    group = models.CharField(_("lĩnh vực"), max_length=20, choices=Group, blank=True)
    valid_from = models.DateField(_("có hiệu lực từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    in_charge = models.CharField(_("đơn vị chủ trì"), max_length=80)
    with_units = models.JSONField(_("đơn vị phối hợp"), default=list, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("quy tắc phân công")
        verbose_name_plural = _("quy tắc phân công")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=True) | Q(group=""), name="routing_rule_by_category_or_by_group"
            ),
            models.CheckConstraint(condition=~Q(in_charge=""), name="routing_rule_names_a_unit"),
            _dates_in_order("routing_rule_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.name
