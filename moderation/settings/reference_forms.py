"""The forms of reference data: units, kinds of reports, their questions, rules, days off the usual calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from backend.accounts.edit_reference import SET_BY_HEADS
from backend.accounts.models import Area
from backend.core.models import CalendarException
from backend.core.text import clean
from backend.indicators.models import ChecklistItem
from backend.routing.models import Category, Question, Rule, Unit

_WARD = "{ward}"


class _Lines(forms.CharField):
    """A list of words, written one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list is what the model keeps
        return [line for line in clean(str(value or "")).splitlines() if line]


class _Options(_Lines):
    """The choices of a question: one a line, "code | nhãn | nhãn tiếng Anh"."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join((one["code"], one["label"], one.get("label_en", ""))) for one in value)

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]  # as above
        options = []
        for line in super().to_python(value):
            code, label, label_en = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
            if not (code and label and code.isascii() and code.replace("_", "").isalnum()):
                raise forms.ValidationError(_("Mỗi dòng một lựa chọn: mã | nhãn | nhãn tiếng Anh."))
            options.append({"code": code, "label": label, "label_en": label_en or label})
        return options


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A row's form; ``why`` is kept with the change. A name by which other rows know this one stays as it is."""

    why = forms.CharField(label=lazy("Lý do thay đổi"), max_length=300)
    fixed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput):
                continue
            widget.attrs["class"] = "input"
            widget.attrs["autocomplete"] = "off"
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput({"class": "input", "type": "date"}, format="%Y-%m-%d")
            if isinstance(widget, forms.Textarea):
                widget.attrs["rows"] = 4
            if name in self.fixed and self.instance.pk:
                field.disabled = True


class UnitForm(ReferenceForm):
    fixed = ("slug", "valid_from")

    class Meta:
        model = Unit
        fields = (
            "slug", "name", "short_name", "name_en", "sms_name", "kind", "ward", "profile", "email", "may_be_in_charge",
            "sees_health_data", "valid_from", "valid_to",
        )  # fmt: skip

    def clean(self) -> None:
        super().clean()
        if slug := self.cleaned_data.get("slug"):
            self.instance.code = slug.upper()


class OwnUnitForm(ReferenceForm):
    """What the head of a unit sets of it."""

    class Meta:
        model = Unit
        fields = SET_BY_HEADS


class CategoryForm(ReferenceForm):
    fixed = ("code",)
    keywords = _Lines(label=lazy("Từ khóa, mỗi dòng một"), required=False)

    class Meta:
        model = Category
        fields = (
            "code", "name", "name_en", "group", "hint", "hint_en", "keywords", "level", "clock", "accept_hours",
            "resolve_hours", "photo", "publication", "emergency", "duplicate_radius_m", "order", "active",
        )  # fmt: skip


class QuestionForm(ReferenceForm):
    fixed = ("category", "code")
    options = _Options(label=lazy("Lựa chọn, mỗi dòng: mã | nhãn | nhãn tiếng Anh"), required=False)

    class Meta:
        model = Question
        fields = (
            "category", "code", "label", "label_en", "hint", "type", "required", "options", "is_private", "is_health",
            "order",
        )  # fmt: skip


class RuleForm(ReferenceForm):
    with_units = _Lines(label=lazy("Đơn vị phối hợp, mỗi dòng một mã"), required=False)

    class Meta:
        model = Rule
        fields = (
            "name", "order", "category", "group", "ward", "hotspot", "site", "in_charge", "with_units", "valid_from",
            "valid_to", "note",
        )  # fmt: skip
        help_texts = {"in_charge": lazy("Mã đơn vị; {ward} được thay bằng phường của sự việc, ví dụ ubnd-{ward}.")}

    def clean_in_charge(self) -> str:
        return self._known([self.cleaned_data["in_charge"].strip()])[0]

    def clean_with_units(self) -> Sequence[str]:
        return self._known(self.cleaned_data["with_units"])

    def _known(self, patterns: Sequence[str]) -> Sequence[str]:
        """Return the patterns; each is the slug of a unit that is or was, once a ward is put in."""
        slugs = set(Unit.objects.values_list("slug", flat=True))
        for pattern in patterns:
            before, ward, after = pattern.partition(_WARD)
            fits = any(one.startswith(before) and one.endswith(after) for one in slugs) if ward else pattern in slugs
            if not fits:
                raise forms.ValidationError(_("Không có đơn vị nào mang mã %(code)s.") % {"code": pattern})
        return patterns


class ChecklistForm(ReferenceForm):
    """A first action that alerts ask for; alerts that stand keep theirs."""

    fixed = ("code",)

    class Meta:
        model = ChecklistItem
        fields = ("code", "kind", "order", "name", "name_en", "active")


class DayForm(ReferenceForm):
    fixed = ("day",)

    class Meta:
        model = CalendarException
        fields = ("day", "works", "reason", "source")
        labels = {
            "day": lazy("Ngày"),
            "works": lazy("Có làm việc"),
            "reason": lazy("Vì sao"),
            "source": lazy("Văn bản"),
        }


@dataclass(frozen=True)
class Table:
    """One table of reference data as the settings show it."""

    area: Area
    title: Promise
    add: Promise
    form: type[ReferenceForm]
    key: str
    order: tuple[str, ...]
    search: tuple[str, ...]
    labels: tuple[str, ...]  # shown beside each row
    may_remove: bool = False
    may_add: bool = True

    @property
    def model(self) -> type[Model]:
        found: type[Model] = self.form._meta.model  # noqa: SLF001  # a form's documented options
        return found

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.form._meta.fields or ())  # noqa: SLF001  # as above


TABLES: dict[str, Table] = {
    "units": Table(
        Area.UNIT, lazy("Đơn vị"), lazy("Thêm đơn vị"), UnitForm, "slug", ("slug", "valid_from"),
        ("slug", "name", "short_name"), ("slug", "valid_from", "valid_to", "email"),
    ),
    "categories": Table(
        Area.CATEGORY, lazy("Loại việc"), lazy("Thêm loại việc"), CategoryForm, "code", ("order", "id"),
        ("code", "name"), ("code", "accept_hours", "resolve_hours", "active"),
    ),
    "questions": Table(
        Area.CATEGORY, lazy("Câu hỏi của loại việc"), lazy("Thêm câu hỏi"), QuestionForm, "code",
        ("category__order", "order", "id"), ("code", "label", "category__name"), ("category", "code"), may_remove=True,
    ),
    "rules": Table(
        Area.RULE, lazy("Quy tắc phân công"), lazy("Thêm quy tắc"), RuleForm, "name", ("order", "valid_from", "id"),
        ("name", "in_charge"), ("in_charge", "valid_from", "valid_to"),
    ),
    "calendar": Table(
        Area.CALENDAR, lazy("Lịch làm việc"), lazy("Thêm ngày nghỉ, làm bù"), DayForm, "day", ("-day",),
        ("reason", "source"), ("works", "reason", "source"), may_remove=True,
    ),
    "checklist": Table(
        Area.CHECKLIST, lazy("Việc cần làm khi có cảnh báo"), lazy("Thêm việc cần làm"), ChecklistForm, "code",
        ("kind", "order", "id"), ("code", "name"), ("code", "active"),
    ),
}  # fmt: skip
# As the head of a unit sees it: their own units alone.
OWN_UNITS = replace(TABLES["units"], title=lazy("Đơn vị của tôi"), form=OwnUnitForm, may_add=False)
