"""The tables of places: wards with their dates, streets, landmarks, sites, hot spots."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.places.geometry import Point

ON_EARTH = Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180)


class Ward(models.Model):
    """A ward between two days, both included; ``valid_to`` None: still in force.

    A code or a name is not a key: 00118 was Ngọc Thụy and is Bồ Đề since July 2025. The key is (code, valid_from).
    """

    code = models.CharField(_("mã"), max_length=5)  # of the General Statistics Office
    name = models.CharField(_("tên"), max_length=60)
    slug = models.SlugField(max_length=60)
    valid_from = models.DateField(_("có hiệu lực từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    population = models.PositiveIntegerField(_("dân số"), null=True, blank=True)
    boundary = models.TextField(_("ranh giới tham khảo"))  # a GeoJSON (multi)polygon, WGS 84, lon lat
    legal_basis = models.CharField(_("căn cứ pháp lý"), max_length=200)
    accuracy_m = models.PositiveSmallIntegerField(_("sai số ranh giới (m)"))
    near_line_m = models.PositiveSmallIntegerField(_("khoảng cách coi là giáp ranh (m)"))

    class Meta:
        verbose_name = _("phường")
        verbose_name_plural = _("phường")
        ordering = ["valid_from", "code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="places_ward_code_once_a_set"),
            models.UniqueConstraint(fields=["slug", "valid_from"], name="places_ward_slug_once_a_set"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_ward_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return gettext("Phường %(name)s") % {"name": self.name}


class StreetKind(models.TextChoices):
    STREET = "street", _("đường, phố")
    ALLEY = "alley", _("ngõ, ngách, hẻm")
    BRIDGE = "bridge", _("cầu")
    ESTATE = "estate", _("đường nội khu")


class Street(models.Model):
    """A named street, lane or bridge. ``lines`` is a list of lines, each a list of [lon, lat] in WGS 84 degrees."""

    name = models.CharField(_("tên"), max_length=120, unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=StreetKind)
    is_main = models.BooleanField(_("đường chính"), default=False)  # drawn when the map is zoomed out
    search = models.CharField(max_length=120, editable=False)  # the name folded
    length_m = models.PositiveIntegerField(_("chiều dài (m)"))
    label_lat = models.FloatField()
    label_lon = models.FloatField()
    lines = models.JSONField(editable=False)

    class Meta:
        verbose_name = _("đường, phố")
        verbose_name_plural = _("đường, phố")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def label_point(self) -> Point:
        return Point(self.label_lat, self.label_lon)


class LandmarkKind(models.TextChoices):
    BUS_STOP = "bus_stop", _("điểm dừng xe buýt")
    HEALTH = "health", _("cơ sở y tế")


class Landmark(models.Model):
    """Something people steer by. ``source`` is the object it comes from: the key of the next load."""

    name = models.CharField(_("tên"), max_length=200)
    kind = models.CharField(_("loại"), max_length=10, choices=LandmarkKind)
    lat = models.FloatField()
    lon = models.FloatField()
    search = models.CharField(max_length=200, editable=False)  # the name folded
    source = models.CharField(_("nguồn"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("mốc")
        verbose_name_plural = _("mốc")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=ON_EARTH, name="places_landmark_is_on_earth")]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


class SiteKind(models.TextChoices):
    SCHOOL = "school", _("trường học")
    MARKET = "market", _("chợ")
    FOOD_STREET = "food_street", _("tuyến phố ẩm thực")
    FOOD_BUSINESS = "food_business", _("cơ sở thực phẩm")
    BUILDING = "building", _("công trình xây dựng")
    POLLUTER = "polluter", _("cơ sở có nguy cơ gây ô nhiễm")
    LIVESTOCK = "livestock", _("cơ sở chăn nuôi")
    WASTE_POINT = "waste_point", _("điểm tập kết rác")
    PARKING = "parking", _("điểm trông giữ xe")
    HOSPITAL = "hospital", _("bệnh viện, cơ sở y tế")
    STATION = "station", _("bến xe, nhà ga")
    APARTMENTS = "apartments", _("khu chung cư")
    OTHER = "other", _("địa điểm khác")


class Site(models.Model):
    """A named place that reports, rules and registers point to. ``is_sample``: an invented entry, shown as *mẫu*."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    kind = models.CharField(_("loại"), max_length=20, choices=SiteKind)
    lat = models.FloatField()
    lon = models.FloatField()
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("phường"))
    search = models.CharField(max_length=200, editable=False)  # the name folded
    is_sample = models.BooleanField(_("mẫu"), default=False)
    is_public = models.BooleanField(_("hiện khi người dân tìm"), default=True)  # a private home is not

    class Meta:
        verbose_name = _("địa điểm")
        verbose_name_plural = _("địa điểm")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=ON_EARTH, name="places_site_is_on_earth")]

    def __str__(self) -> str:
        return f"{self.name} (mẫu)" if self.is_sample else self.name

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


class HotspotKind(models.TextChoices):
    STREET = "street", _("tuyến đường")
    RING_ROAD = "ring_road", _("đường vành đai")
    STATION = "station", _("bến xe")
    HOSPITAL = "hospital", _("bệnh viện")


class Hotspot(models.Model):
    """One of the places the programme names for urban order: all within ``radius_m`` of its lines, or of its point.

    ``lines`` is a list of lines of [lon, lat], empty for a point; ``lat`` and ``lon`` mark it on the map.
    """

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    kind = models.CharField(_("loại"), max_length=20, choices=HotspotKind)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveSmallIntegerField(_("bán kính (m)"))
    lines = models.JSONField(default=list, blank=True, editable=False)
    search = models.CharField(max_length=120, editable=False)  # the name folded
    source = models.CharField(_("nguồn"), max_length=200)
    note = models.TextField(_("ghi chú"), blank=True)  # how it was placed

    class Meta:
        verbose_name = _("điểm nóng")
        verbose_name_plural = _("điểm nóng")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=ON_EARTH, name="places_hotspot_is_on_earth")]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


class Poster(models.Model):
    """A printed link to the form with its place, and perhaps its kind, filled in: never changed, only switched off.

    ``category`` is a kind's code, "" where the reader chooses; ``made_by`` the user name of whoever made it.
    """

    name = models.CharField(_("tên nơi"), max_length=120)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="posters", verbose_name=_("địa điểm")
    )
    lat = models.FloatField()
    lon = models.FloatField()
    category = models.SlugField(_("loại việc"), max_length=40, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("áp phích")
        verbose_name_plural = _("áp phích")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="places_poster_is_on_earth"),
            models.CheckConstraint(condition=~Q(name=""), name="places_poster_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


class PosterScan(models.Model):
    """How often a poster was scanned on a day in the city: a number, nothing of who."""

    poster = models.ForeignKey(Poster, models.CASCADE, related_name="scans", db_index=False)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "id"]
        constraints = [models.UniqueConstraint(fields=["poster", "day"], name="places_scans_once_a_day")]

    def __str__(self) -> str:
        return f"{self.poster_id} {self.day}: {self.number}"
