"""Tracking codes and secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports.codes import ALPHABET, LENGTH, check_character, new_code, read_code, spoken_code
from backend.reports.links import holds_secret, public_url, reporters_url, secret_of, staff_url
from backend.reports.models import Report

CODES = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(lambda body: body + check_character(body))


def test_a_code_has_no_letter_that_looks_like_a_digit() -> None:
    assert not set("01OIL") & set(ALPHABET)
    assert len(ALPHABET) == 31
    assert all(set(new_code()) <= set(ALPHABET) for _ in range(100))


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    for typed in (code, code.lower(), spoken_code(code), f" {code[:3]} {code[3:]} ", f"{code[:4]}–{code[4:]}"):
        assert read_code(typed) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert (read_code(wrong) == code) is (other == code[place])
    assert read_code(wrong) in {None, code}


@given(CODES, st.integers(0, LENGTH - 2))
def test_two_characters_swapped_are_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)


@pytest.mark.parametrize("typed", ["", "ABC", "0" * 8, "x" * 5000, "ÀBCDEFGH", "<script>"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_the_secret_belongs_to_one_report_and_one_key(settings: pytest.FixtureRequest) -> None:
    one, other = Report(code="A"), Report(code="B")
    secret = secret_of(one)
    assert holds_secret(one, secret)
    assert not holds_secret(other, secret)
    assert not holds_secret(one, "")
    assert not holds_secret(one, "đ" * 22)
    settings.SECRET_LINK_KEY = "another"  # type: ignore[attr-defined]  # the settings wrapper of pytest-django
    assert not holds_secret(one, secret)


def test_links_are_short_enough_for_an_sms(settings: pytest.FixtureRequest) -> None:
    settings.PUBLIC_URL = "https://phananh.longbien.hanoi.vn"  # type: ignore[attr-defined]  # as above
    report = Report(code=new_code())
    assert len(reporters_url(report)) <= 85
    assert reporters_url(report).startswith(public_url(report) + "?key=")
    assert staff_url(report).endswith(f"/staff/r/{report.code}")
