"""Texts with fields: filled in, or without the sentence whose field is empty."""

import pytest

from backend.core.errors import Refused
from backend.core.fill import check_fields, fields_in, filled


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{unit} đã nhận.", "Phường Ngọc Lâm đã nhận."),
        ("{unit} đã nhận. Xin gọi {emergency}. Cảm ơn!", "Phường Ngọc Lâm đã nhận. Cảm ơn!"),
        ("Xin gọi {emergency}", ""),
        ("Dòng một.\n\nXin gọi {emergency}.\nDòng ba.", "Dòng một.\n\nDòng ba."),
        ("Không có trường nào…", "Không có trường nào…"),
    ],
)
def test_a_sentence_with_an_empty_field_is_left_out(body: str, said: str) -> None:
    assert filled(body, {"unit": "Phường Ngọc Lâm", "emergency": ""}) == said


def test_fields_are_named_once_in_their_order() -> None:
    assert fields_in("{unit} ở {place}, {unit}") == ("unit", "place")


@pytest.mark.parametrize(
    ("body", "code"), [("{unit} và {secret}", "unknown_field"), ("Giá {", "lone_brace"), ("{Unit}", "lone_brace")]
)
def test_an_unknown_field_or_a_lone_brace_is_refused(body: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_fields(body, {"unit"}, field="body")
    assert (refused.value.field, refused.value.code) == ("body", code)
