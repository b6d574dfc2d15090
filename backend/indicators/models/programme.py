"""A programme as data: its groups, indicators, targets, what feeds them, its tasks and when it is reviewed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.routing.models import Category


class How(models.TextChoices):
    """How far reports of residents answer an indicator; always told with the number."""

    DIRECT = "direct", _("trực tiếp")
    PARTIAL = "partial", _("một phần")
    PROXY = "proxy", _("tham khảo")
    NONE = "none", _("đơn vị báo cáo")


class Measure(models.TextChoices):
    """What is read from the reports that feed an indicator; ``fed`` counts it."""

    ON_TIME = "on_time", _("Tỷ lệ phản ánh xử lý đúng hạn")
    RECEIVED = "received", _("Số phản ánh nhận được")
    OPEN = "open", _("Số vụ việc đã xác nhận còn chưa xử lý xong")
    WARDS = "wards", _("Số phường không có phản ánh bị tiếp nhận trễ hạn")


class Only(models.TextChoices):
    """Which reports of a kind feed an indicator, where not all of them do."""

    NEAR_SCHOOL = "near_school", _("chỉ trong vòng 100 m quanh trường học")
    FOOD_STREET = "food_street", _("chỉ trên tuyến phố an toàn thực phẩm có kiểm soát")
    REGISTER = "register", _("chỉ khi gắn với một địa điểm trong danh mục quản lý")


class Comparator(models.TextChoices):
    """How the programme words a target: ``direction`` of the target says which way is better."""

    EQUAL = "=", _("bằng")
    AT_LEAST = ">=", _("từ")
    MORE = ">", _("trên")
    AT_MOST = "<=", _("không quá")
    RANGE = "range", _("trong khoảng")


class Direction(models.TextChoices):
    UP = "up", _("càng cao càng tốt")
    DOWN = "down", _("càng thấp càng tốt")


class Programme(models.Model):
    """A programme between two days, both included. ``food_streets`` are the names of its controlled food streets."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    short_name = models.CharField(max_length=60)
    short_name_en = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    issued_by = models.CharField(max_length=120)
    first_day = models.DateField()
    last_day = models.DateField()
    food_streets = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="indicators_programme_in_order")
        ]

    def __str__(self) -> str:
        return self.short_name


class IndicatorGroup(models.Model):
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="groups")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="indicators_group_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Indicator(models.Model):
    """One indicator, ``text`` in the programme's own words; ``text_en`` says it in English.

    ``unit`` is the slug of the unit answerable and ``with_units`` of those beside it (units outlive their rows, so
    they are named as rules name them); ``holder`` says in words who has the figures. ``definition`` says what is
    counted of the reports, when, until when and in whose favour doubt falls ({"counted", "when", "until", "doubt"});
    empty where reports say nothing.
    """

    group = models.ForeignKey(IndicatorGroup, models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_en = models.TextField()
    unit = models.SlugField(max_length=60, blank=True)
    with_units = models.JSONField(default=list, blank=True)
    holder = models.CharField(max_length=120)
    holder_en = models.CharField(max_length=120)
    how = models.CharField(max_length=8, choices=How)
    measure = models.CharField(max_length=12, choices=Measure, blank=True)
    definition = models.JSONField(default=dict, blank=True)
    definition_en = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="indicators_indicator_once"),
            models.CheckConstraint(
                condition=Q(how="none", measure="") | ~Q(how="none") & ~Q(measure=""),
                name="indicators_fed_has_a_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_fed(self) -> bool:
        return self.how != How.NONE


class Target(models.Model):
    """What an indicator is to reach: ``low`` to ``high`` (equal where it is one number) in ``unit``, by ``due_on``.

    ``due_on`` None: each year anew; ``deadline`` says it in the programme's words. ``direction`` says which way is
    better, so that "3 streets kept" is met by four and "none left" by none alone. ``is_measured``: what reports say
    directly is in this target's own unit and may be set against it. ``yearly``: {"2021": number}, where the programme
    wants something each year.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    order = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=120)
    what_en = models.CharField(max_length=120)
    low = models.DecimalField(max_digits=12, decimal_places=2)
    high = models.DecimalField(max_digits=12, decimal_places=2)
    comparator = models.CharField(max_length=6, choices=Comparator)
    direction = models.CharField(max_length=4, choices=Direction)
    unit = models.CharField(max_length=60)
    unit_en = models.CharField(max_length=60)
    due_on = models.DateField(null=True, blank=True)
    deadline = models.CharField(max_length=40)
    deadline_en = models.CharField(max_length=40)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_of = models.CharField(max_length=60, blank=True)
    baseline_of_en = models.CharField(max_length=60, blank=True)
    is_measured = models.BooleanField(default=False)
    yearly = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "order"], name="indicators_target_once"),
            models.CheckConstraint(
                condition=Q(comparator="range", high__gt=F("low")) | ~Q(comparator="range") & Q(high=F("low")),
                name="indicators_target_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}.{self.order}"


class Feed(models.Model):
    """Reports of one kind feed an indicator: directly, in part or as a proxy, all of them or ``only`` some."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="feeds")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=[one for one in How.choices if one[0] != How.NONE])
    only = models.CharField(max_length=12, choices=Only, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "category"], name="indicators_feed_once"),
            models.CheckConstraint(condition=~Q(how="none"), name="indicators_feed_feeds"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} -> {self.indicator_id}"


class Task(models.Model):
    """A task of the programme in its own words; ``indicators`` are the codes of those it serves."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="tasks")
    code = models.CharField(max_length=16)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)
    text = models.TextField()
    indicators = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="indicators_task_once")]

    def __str__(self) -> str:
        return self.code


class ReviewKind(models.TextChoices):
    START = "start", _("quán triệt, xây dựng kế hoạch cả nhiệm kỳ")
    PLAN = "plan", _("kế hoạch năm")
    SELF_CHECK = "self_check", _("tự kiểm tra, đánh giá hằng năm")
    MIDTERM = "midterm", _("sơ kết")
    FINAL = "final", _("tổng kết")


class Review(models.Model):
    """A step of the review cycle, to be done between two days, both included; ``text`` is the programme's own."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=12, choices=ReviewKind)
    first_day = models.DateField()
    last_day = models.DateField()
    text = models.TextField()

    class Meta:
        ordering = ["first_day", "last_day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "first_day"], name="indicators_review_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="indicators_review_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}"
