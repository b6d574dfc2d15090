"""Text from people: cleaned, and folded for search."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.core.text import clean, clean_line, fold

JOINER = chr(0x200D)
FAMILY = chr(0x1F468) + JOINER + chr(0x1F469)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Rác   chưa dọn ", "Rác chưa dọn"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\n\n\n\nhai", "một\n\nhai"),
        ("một \t hai", "một hai"),
        ("a" + chr(0) + "b" + chr(0x200B) + "c" + chr(0xFFFE) + chr(0xD800) + chr(0x202E), "abc"),
        (unicodedata.normalize("NFD", "Phố Ngọc Lâm"), "Phố Ngọc Lâm"),
        ("o" + chr(0x200B) + chr(0x302), "ô"),  # an invisible character between a letter and its mark
        (FAMILY, FAMILY),
        ("a" + JOINER + "b", "ab"),
        (chr(0x200B), ""),
    ],
)
def test_what_people_write_is_cleaned(written: str, kept: str) -> None:
    assert clean(written) == kept


@given(some.text())
def test_cleaning_twice_is_cleaning_once(written: str) -> None:
    once = clean(written)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once)
    assert not {unicodedata.category(c) for c in once} & {"Cs", "Co", "Cn"}


def test_one_line_stays_one_line() -> None:
    assert clean_line(" Số 5\n ngõ 12 ") == "Số 5 ngõ 12"


@pytest.mark.parametrize("written", ["Phố Ngọc Thụy", "phố ngọc thuỵ", "PHO NGOC THUY", "Phố  Ngọc-Thụy,"])
def test_streets_are_found_however_they_are_written(written: str) -> None:
    assert fold(written) == "pho ngoc thuy"


@pytest.mark.parametrize(("written", "folded"), [("Đường Đê Ngọc Thụy", "duong de ngoc thuy"), ("ễ", "e"), ("!?", "")])
def test_marks_and_crossed_letters_go(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(some.text())
def test_folding_twice_is_folding_once_and_ignores_the_normal_form(written: str) -> None:
    assert fold(fold(written)) == fold(written)
    assert fold(unicodedata.normalize("NFD", written)) == fold(unicodedata.normalize("NFC", written))
