"""Strict fields of API input: what is not plainly a number, a yes, a moment or a text is refused, in words.

Out of JSON only the right type is taken; out of forms and queries, where all is text, only its plain spelling. Python
alone would read true as 1.0, "1_0" as 10, "nan" as a number and "２１" as 21.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty
from rest_framework.settings import api_settings
from rest_framework.utils import html

_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,15})?")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_MOMENT = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_YES, _NO = frozenset({"true", "1"}), frozenset({"false", "0"})
_GREATEST = 1e15
_MOST_NAMED = 10  # unknown fields named in one answer
_NAME = 60  # letters of an unknown field that are repeated
_REQUIRED = lazy("Thiếu mục này.")
_NO_OBJECT = lazy("Nội dung phải là một đối tượng JSON.")
_NULL = lazy("Mục này không được để trống.")
_NUMBERS = {
    "required": _REQUIRED,
    "null": _NULL,
    "min_value": lazy("Giá trị nhỏ nhất là {min_value}."),
    "max_value": lazy("Giá trị lớn nhất là {max_value}."),
}


class Strict(serializers.Serializer[Any]):
    """Input of which every field is known: what nobody asked for is refused, never dropped in silence."""

    default_error_messages = {"invalid": _NO_OBJECT}

    def run_validation(self, data: Any = empty) -> Any:
        """Say of nothing at all what is said of anything that is no object."""
        if data is None and self.parent is None:
            raise ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [_NO_OBJECT]}, code="invalid")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        errors: dict[str, Any] = {str(name)[:_NAME]: [_unknown()] for name in unknown[:_MOST_NAMED]}
        try:
            value = super().to_internal_value(data)
        except ValidationError as wrong:
            if isinstance(wrong.detail, list):
                raise
            raise ValidationError({**wrong.detail, **errors}) from wrong
        if errors:
            raise ValidationError(errors)
        return value


class Number(serializers.FloatField):
    """A finite number."""

    default_error_messages = {
        **_NUMBERS,
        "invalid": lazy("Mục này phải là một số."),
    }

    def to_internal_value(self, data: Any) -> float:
        if _is_text(self) and isinstance(data, str) and _NUMBER.fullmatch(data.strip()):
            return float(data)
        if not _is_number(data):
            self.fail("invalid")
        return float(data)


@extend_schema_field({"type": "number", "format": "double", "minimum": -90, "maximum": 90, "examples": [21.0458]})
class Latitude(Number):
    """Degrees north (WGS 84); the domain says what is not on earth."""


@extend_schema_field({"type": "number", "format": "double", "minimum": -180, "maximum": 180, "examples": [105.8698]})
class Longitude(Number):
    """Degrees east (WGS 84); as above."""


class Whole(serializers.IntegerField):
    """A whole number; 5.0 is one."""

    default_error_messages = {
        **_NUMBERS,
        "invalid": lazy("Mục này phải là một số nguyên."),
    }

    def to_internal_value(self, data: Any) -> int:
        if _is_text(self) and isinstance(data, str) and _WHOLE.fullmatch(data.strip()):
            return int(data)
        if not (_is_number(data) and data == data // 1):
            self.fail("invalid")
        return int(data)


class YesNo(serializers.BooleanField):
    """True or false; left out of a form it is missing, not false."""

    default_error_messages = {"required": _REQUIRED, "null": _NULL, "invalid": lazy("Mục này phải là đúng hoặc sai.")}
    default_empty_html = empty

    def to_internal_value(self, data: Any) -> bool:
        if isinstance(data, bool):
            return data
        if not (_is_text(self) and isinstance(data, str) and data in _YES | _NO):
            self.fail("invalid")
        return data in _YES


class Text(serializers.CharField):
    """A text. Blanks and invisible characters are left to the domain, which cleans and measures it once."""

    default_error_messages = {"required": _REQUIRED, "null": _NULL, "invalid": lazy("Mục này phải là chữ.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "trim_whitespace": False} | kwargs)
        self.validators = []

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


@extend_schema_field({"type": "string", "format": "date"})
class WrittenDay(Text):
    """A day as it was written (ISO 8601); the door reads it."""


@extend_schema_field({"type": "string", "pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])$"})
class WrittenMonth(Text):
    """A month as it was written (2026-10); the door reads it."""


class Choice(serializers.ChoiceField):
    """One of a list of codes."""

    default_error_messages = {
        "required": _REQUIRED,
        "null": _NULL,
        "invalid_choice": lazy("Giá trị này không có trong danh sách."),
    }

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data) if isinstance(data, str) else self.fail("invalid_choice")


class Moment(serializers.DateTimeField):
    """A moment (RFC 3339); without a zone the city's. Out comes an aware one."""

    default_error_messages = {
        "required": _REQUIRED,
        "null": _NULL,
        "invalid": lazy("Mục này phải là ngày giờ, ví dụ 2026-11-25T09:00:00+07:00."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        found = read_moment(value) if isinstance(value, str) else None
        return found or self.fail("invalid", format="RFC 3339")


class Day(serializers.DateField):
    """A day of the city's calendar (ISO 8601)."""

    default_error_messages = {
        "required": _REQUIRED,
        "null": _NULL,
        "invalid": lazy("Mục này phải là ngày, ví dụ 2026-11-25."),
    }

    def to_internal_value(self, value: Any) -> date:
        if not (isinstance(value, str) and _DAY.fullmatch(value)):
            self.fail("invalid", format="YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("invalid", format="YYYY-MM-DD")


class Identifier(serializers.UUIDField):
    """A UUID as it is usually written: not a number, not false, which the framework would take for zero."""

    default_error_messages = {
        "required": _REQUIRED,
        "null": _NULL,
        "invalid": lazy("Mục này phải là một UUID."),
    }

    def to_internal_value(self, data: Any) -> UUID:
        return UUID(data) if isinstance(data, str) and _UUID.fullmatch(data) else self.fail("invalid", value=data)


class Listed(serializers.ListField):
    """A list of what its ``child`` takes."""

    default_error_messages = {
        "required": _REQUIRED,
        "null": _NULL,
        "not_a_list": lazy("Mục này phải là một danh sách."),
        "empty": lazy("Danh sách này không được để trống."),
        "min_length": lazy("Danh sách này cần ít nhất {min_length} mục."),
        "max_length": lazy("Danh sách này có nhiều nhất {max_length} mục."),
    }


@extend_schema_field(OpenApiTypes.BINARY)
class File(serializers.FileField):
    """An uploaded file; the domain says whether it is a photo."""

    default_error_messages = {"invalid": lazy("Mục này phải là tệp ảnh gửi dạng multipart/form-data.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_empty_file": True, "use_url": False} | kwargs)


class Files(Listed):
    """Uploaded files under one name."""

    child = File()


@extend_schema_field(OpenApiTypes.OBJECT)
class Object(serializers.Field[Any, Any, Any, Any]):
    """A JSON object; in a form it is written as JSON text."""

    default_error_messages = {"null": _NULL, "invalid": lazy("Mục này phải là một đối tượng JSON.")}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        found = data
        if _is_text(self) and isinstance(data, str):
            try:
                found = json.loads(data) if data.strip() else {}
            except (ValueError, RecursionError):
                found = None
        if not isinstance(found, dict):
            self.fail("invalid")
        return found

    def to_representation(self, value: Any) -> Any:
        return value


def read_moment(written: str) -> datetime | None:
    """Return the aware moment of an RFC 3339 text or a date (its midnight in the city); None for anything else."""
    if not _MOMENT.fullmatch(written):
        return None
    try:
        moment = datetime.fromisoformat(written.upper())
        aware = moment if timezone.is_aware(moment) else moment.replace(tzinfo=timezone.get_default_timezone())
        aware.timestamp()
    except (ValueError, OverflowError):  # the thirtieth of February
        return None
    return aware


def _unknown() -> ErrorDetail:
    return ErrorDetail(_("Không có mục này."), code="unknown_field")


def _is_number(data: Any) -> bool:
    """Whether JSON gave a number that a float holds: not true or false, not 1e400, not four thousand digits."""
    return isinstance(data, int | float) and not isinstance(data, bool) and abs(data) <= _GREATEST


def _is_text(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    """Whether the input is a form or a query, in which everything is text."""
    return html.is_html_input(getattr(field.root, "initial_data", None))
