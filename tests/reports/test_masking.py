"""What is masked before anyone reads it, and what is not."""

import pytest

from backend.reports.publication import MASK, mask


@pytest.mark.parametrize(
    "private",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "024 3827 1234",
        "lan.nguyen@gmail.com",
        "https://facebook.com/nguyenvana",
        "www.zalo.me/0912",
        "29A-123.45",
        "30F1 123.45",
        "29H1-12345",
        "29-X3 1234",
        "001099012345",
        "012345678",
    ],
)
def test_what_leads_to_a_person_is_masked(private: str) -> None:
    masked = mask(f"Gặp tôi ở {private} nhé")
    assert MASK in masked
    assert private not in masked
    assert masked.startswith("Gặp tôi ở ")
    assert masked.endswith("nhé")


@pytest.mark.parametrize(
    "words",
    [
        "Ngõ 298 Ngọc Lâm, số nhà 171, từ 5 giờ 30 sáng đến 22 giờ",
        "Ngày 25/11/2026 có 3 xe rác 10.000 kg",
        "Phạt 2.500.000 đồng, diện tích 120 m2",
        "Cột đèn LB-45/12",
        "Từ 2020 đến 2025 ở tổ 12",
    ],
)
def test_ordinary_numbers_stay(words: str) -> None:
    assert mask(words) == words
