"""Search by name, in forty spellings and more."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core import edition
from backend.places.gazetteer import FoundKind, search
from backend.places.locate import ward_at
from backend.places.models import Site, Ward
from tests.places.days import IN_THE_4, IN_THE_13, IN_THE_14

NGOC_LAM = "Phố Ngọc Lâm"
NVC = "Đường Nguyễn Văn Cừ"
SPELLINGS = [
    ("Phố Ngọc Lâm", NGOC_LAM),
    ("Ngọc Lâm", NGOC_LAM),
    ("ngoc lam", NGOC_LAM),
    ("NGỌC LÂM", NGOC_LAM),
    ("  ngọc   lâm ", NGOC_LAM),
    ("pho ngoc lam", NGOC_LAM),
    ("đường Ngọc Lâm", NGOC_LAM),
    ("P.Ngọc Lâm", NGOC_LAM),
    ("ngoclam", NGOC_LAM),
    ("ngọc lâ", NGOC_LAM),
    ("ngọc l", NGOC_LAM),
    ("lâm ngọc", NGOC_LAM),
    ("172 Ngọc Lâm", NGOC_LAM),
    ("số 9 Ngọc Lâm", NGOC_LAM),
    ("số nhà 12A phố Ngọc Lâm", NGOC_LAM),
    ("9, Ngọc Lâm, Long Biên, Hà Nội", NGOC_LAM),
    ("Ngo\u0323c La\u0302m", NGOC_LAM),  # decomposed letters
    ("phường Ngọc Lâm", "Phường Ngọc Lâm"),
    ("phuong ngoc lam", "Phường Ngọc Lâm"),
    ("nvc", NVC),
    ("NVC", NVC),
    ("Nguyễn Văn Cừ", NVC),
    ("nguyen van cu", NVC),
    ("đ. nguyễn văn cừ", NVC),
    ("d nguyen van cu", NVC),
    ("345 nguyễn văn cừ", NVC),
    ("văn cừ", NVC),
    ("NGT", "Đường Ngô Gia Tự"),
    ("nvl", "Đường Nguyễn Văn Linh"),
    ("ngô gia tự", "Đường Ngô Gia Tự"),
    ("gia tu", "Đường Ngô Gia Tự"),
    ("Gia Thụy", "Phố Gia Thụy"),
    ("Gia Thuỵ", "Phố Gia Thụy"),
    ("phường Gia Thuỵ", "Phường Gia Thụy"),
    ("đường Ngọc Thuỵ", "Đường Ngọc Thụy"),
    ("Trạm y tế phường Việt Hưng", "Trạm Y tế phường Việt Hưng"),
    ("tyt phường việt hưng", "Trạm Y tế phường Việt Hưng"),
    ("toa nha gh1", "Tòa Nhà GH1 - Nguyễn Cao Luyện"),
    ("Toà nhà GH1", "Tòa Nhà GH1 - Nguyễn Cao Luyện"),
    ("ngõ 298 Ngọc Lâm", "Ngõ 298 Phố Ngọc Lâm"),
    ("ngo 298 pho ngoc lam", "Ngõ 298 Phố Ngọc Lâm"),
    ("số 5 ngõ 298 Ngọc Lâm", "Ngõ 298 Phố Ngọc Lâm"),
    ("ngách 298/24 Ngọc Lâm", "Ngách 298/24 Phố Ngọc Lâm"),
    ("298/24 ngọc lâm", "Ngách 298/24 Phố Ngọc Lâm"),
    ("cau chuong duong", "Cầu Chương Dương"),
    ("Cầu Đuống", "Cầu Đuống"),
    ("cau duong", "Cầu Đuống"),
    ("bến xe gia lâm", "Bến xe Gia Lâm"),
    ("bx gia lam", "Bến xe Gia Lâm"),
    ("bệnh viện Đức Giang", "Bệnh viện đa khoa Đức Giang"),
    ("BV Đức Giang", "Bệnh viện đa khoa Đức Giang"),
    ("vành đai 3", "Đường vành đai III"),
    ("vành đai III", "Đường vành đai III"),
    ("171 Ngọc Lâm", "171-173 Ngọc Lâm (Công an phường Ngọc Lâm)"),
    ("173 ngoc lam", "171-173 Ngọc Lâm (Công an phường Ngọc Lâm)"),
    ("chợ Phúc Lợi", "Chợ Phúc Lợi"),
    ("aeon mall", "AEON Mall Long Biên"),
    ("Sài Đồng", "Phố Sài Đồng"),
]


@pytest.mark.parametrize(("query", "first"), SPELLINGS)
def test_however_it_is_spelled_the_place_is_found_first(query: str, first: str) -> None:
    assert search(query, on=IN_THE_14)[0].name == first


def test_a_house_number_finds_the_landmark_and_the_street() -> None:
    names = [found.name for found in search("171 Ngọc Lâm", on=IN_THE_14)]
    assert names[:2] == ["171-173 Ngọc Lâm (Công an phường Ngọc Lâm)", NGOC_LAM]


def test_an_answer_says_where_and_in_which_ward() -> None:
    found = search("171 ngoc lam", on=IN_THE_14)[0]
    assert (found.kind, found.point.lat, found.point.lon) == (FoundKind.LANDMARK, 21.045795, 105.869766)
    assert found.ward.name == "Ngọc Lâm"


def test_the_ward_of_an_answer_follows_the_day() -> None:
    assert search("171 ngọc lâm", on=IN_THE_4)[0].ward.name == "Bồ Đề"


def test_of_two_streets_the_longer_comes_first() -> None:
    names = [found.name for found in search("hoa", on=IN_THE_14) if found.kind is FoundKind.STREET]
    assert names.index("Hoa Phượng") < names.index("Hoa Phượng 1")


def test_one_place_with_two_entries_is_one_answer() -> None:
    names = [found.name for found in search("AEON Mall Long Biên", on=IN_THE_14)]
    assert names.count("AEON Mall Long Biên") == 1


def test_a_ward_that_is_no_more_is_found_and_says_until_when() -> None:
    with translation.override("vi"):
        (old,) = [found for found in search("phường Sài Đồng", on=IN_THE_13) if found.kind is FoundKind.WARD]
    assert old.name == "Phường Sài Đồng (đến 31/12/2024)"
    assert old.ward.name in {"Phúc Lợi", "Phúc Đồng"}


def test_a_ward_to_come_is_found_and_says_from_when(own_tables: None) -> None:
    ngoc_lam = Ward.objects.get(code="00133", valid_from="2004-01-01")
    ngoc_lam.pk, ngoc_lam.code, ngoc_lam.name, ngoc_lam.slug = None, "99999", "Sông Mới", "song-moi"
    ngoc_lam.valid_from, ngoc_lam.valid_to = date(2099, 1, 1), None
    ngoc_lam.save()
    edition.changed()
    with translation.override("vi"):
        (coming,) = search("phường sông mới", on=IN_THE_14)
    assert (coming.name, coming.ward.name) == ("Phường Sông Mới (từ 1/1/2099)", "Ngọc Lâm")


def test_a_ward_that_kept_its_name_is_one_answer() -> None:
    wards = [found for found in search("phường Bồ Đề", on=IN_THE_4) if found.kind is FoundKind.WARD]
    assert [found.name for found in wards] == ["Phường Bồ Đề"]
    assert wards[0].ward.valid_from == date(2025, 7, 1)


def test_no_answer_lies_outside_the_wards() -> None:
    for query in ("nguyễn", "đê", "cầu", "ngõ", "phường", "1"):
        for found in search(query, on=IN_THE_4, limit=200):
            assert found.ward == ward_at(found.point, on=IN_THE_4)


def test_as_many_answers_as_asked_for() -> None:
    assert len(search("ngõ", on=IN_THE_14, limit=3)) == 3


def test_before_2004_nothing_is_found() -> None:
    assert search("Ngọc Lâm", on=date(2003, 1, 1)) == []


def test_a_new_site_is_found_at_once(own_tables: None) -> None:
    search("mẫu", on=IN_THE_14)
    Site.objects.create(
        code="truong-mau", name="Trường học Thử Nghiệm", kind="school", lat=21.0425, lon=105.8675, is_sample=True
    )
    edition.changed()
    found = search("truong hoc thu nghiem", on=IN_THE_14)[0]
    assert (found.name, found.kind) == ("Trường học Thử Nghiệm (mẫu)", FoundKind.SITE)


@pytest.mark.parametrize(
    "query", ["", " ", "\x00", "((((", "%", "_", "🙂", "\ud800", ",", "-", "xyzzy không có", "số", "a" * 100_000]
)
def test_odd_queries_find_nothing_and_do_no_harm(query: str) -> None:
    assert all(found.name for found in search(query, on=IN_THE_14))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(), max_size=40))
def test_no_query_breaks_the_search(query: str) -> None:
    assert len(search(query, on=IN_THE_14, limit=5)) <= 5
