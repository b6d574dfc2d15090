"""Complaints and denunciations are noticed, ordinary reports are not held: tried on sentences of our own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.core.text import fold
from backend.routing.belongs import crime_words, send_anyway, split_tip, words_for
from backend.routing.complaints import ReadsLike, mentions_crime, reads_like

HERE = Path(__file__).parent


def _sentences(name: str) -> list[str]:
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]


KHIEU_NAI, TO_CAO, ORDINARY = map(_sentences, ("khieu_nai", "to_cao", "ordinary"))


def _bare(sentence: str) -> str:
    return " ".join(fold(word) or word for word in sentence.split())


def test_there_are_forty_of_each_kind_and_two_hundred_ordinary_ones() -> None:
    assert (len(set(KHIEU_NAI)), len(set(TO_CAO))) == (40, 40)
    assert len(set(ORDINARY)) >= 200
    assert not set(KHIEU_NAI + TO_CAO) & set(ORDINARY)


@pytest.mark.parametrize("kind", ["khieu_nai", "to_cao"])
def test_at_least_95_percent_of_each_kind_are_held(kind: str) -> None:
    sentences = {"khieu_nai": KHIEU_NAI, "to_cao": TO_CAO}[kind]
    held = [sentence for sentence in sentences if reads_like(sentence)]
    assert len(held) >= 0.95 * len(sentences), set(sentences) - set(held)


def test_a_denunciation_is_told_from_a_complaint_nine_times_in_ten() -> None:
    right = [reads_like(sentence) is ReadsLike.TO_CAO for sentence in TO_CAO]
    right += [reads_like(sentence) is ReadsLike.KHIEU_NAI for sentence in KHIEU_NAI]
    assert sum(right) >= 0.9 * len(right)


@pytest.mark.parametrize("written", [str, str.upper, _bare])
def test_at_most_5_percent_of_ordinary_reports_are_held(written: Callable[[str], str]) -> None:
    held = [sentence for sentence in ORDINARY if reads_like(written(sentence))]
    assert len(held) <= 0.05 * len(ORDINARY), held


def test_what_is_held_with_marks_is_mostly_held_without() -> None:
    held = [sentence for sentence in KHIEU_NAI + TO_CAO if reads_like(_bare(sentence))]
    assert len(held) >= 0.8 * len(KHIEU_NAI + TO_CAO)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cây xà cừ to cao sắp đổ", None),
        ("cay to cao sap do", None),
        ("toi gui don to cao", ReadsLike.TO_CAO),
        ("Đề nghị huỷ quyết định số 215 của UBND", ReadsLike.KHIEU_NAI),
        ("Đề nghị hủy quyết định số 215 của UBND", ReadsLike.KHIEU_NAI),
        ("Theo quyết định số 12 thì sao", None),
        ("Theo quyết định số 12 tôi sẽ khởi kiện", ReadsLike.KHIEU_NAI),
        ("Tôi khiếu nại lần hai và tố cáo cán bộ", ReadsLike.TO_CAO),
        ("", None),
    ],
)
def test_single_cues(text: str, kind: ReadsLike | None) -> None:
    assert reads_like(text) is kind


def test_a_crime_is_mentioned_and_not_held_for_that() -> None:
    assert mentions_crime("Nhà số 8 tụ tập đánh bạc")
    assert reads_like("Kim tiêm ma túy vứt ở vườn hoa") is None
    assert not mentions_crime("Rác ở vườn hoa")


def test_the_resident_reads_where_it_belongs() -> None:
    assert "Luật Tố cáo" in words_for(ReadsLike.TO_CAO)
    assert "Luật Khiếu nại" in words_for(ReadsLike.KHIEU_NAI)
    assert "Ban Tiếp công dân quận Long Biên" in words_for(ReadsLike.KHIEU_NAI)
    assert "số 024 1" in crime_words(ward_name="Ngọc Lâm", duty_phone="024 1")
    assert "tại trụ sở." in crime_words(ward_name="Ngọc Lâm")
    assert split_tip()
    assert send_anyway() == "Gửi phản ánh hiện trường như bình thường"
