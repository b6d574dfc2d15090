"""What is masked before anyone reads it, and what is not."""

from time import process_time

import pytest

from backend.reports.masking import MASK, mask


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
        "(024) 3827 1234",
        "０９１２３４５６７８",
        "0912_345_678",
        "0912/345/678",
        "0912,345,678",
        "0912 – 345 – 678",
        "29a-12345",
        "0010 9501 2345",
        "lan @ thu.vn",
        "facebook.com/nguyenvana",
        "fb.me/x",
        "HTTP://X.VN/a",
        "(+84) 912 345 678",
        "+84 (0) 912 345 678",
        "0912 (345) 678",
        "0912..345..678",
        "0912  -  345  -  678",
        "0912~345~678",
        "0912·345·678",
        "0912|345|678",
        "0\ufe0f\u20e39\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38",
        "٠٩١٢٣٤٥٦٧٨",
        "ten @ b . vn",
        "29A 1 2345",
        "29A1-2345.6",
        "001 099 012 345",
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
        "Đổ trộm 3 lần: 12/10/2026, 15/10/2026, 02/11/2026",
        "Gần trạm bơm, cách 0,5 km. Ngõ hẹp 1,2 m",
        "Ngân sách 1.500.000.000 đồng, 150.000.000.000 đồng, 20 hộ",
        "Nhà số 03, 05, 07, 09, 11, 13 và 15",
        "Từ 06:30 - 11:30 và 13:30 - 21:00",
        "Ngày 02/11/2026, 15/10/2026 (3 lần), 05.11.2026 - 06.11.2026",
        "Diện tích 120 m² ở tổ ٣",
    ],
)
def test_ordinary_numbers_stay(words: str) -> None:
    assert mask(words) == words


def test_a_number_that_hangs_on_a_word_is_masked_too() -> None:
    assert mask("sđt0912345678 hoặc zalo:0912345678") == f"sđt{MASK} hoặc zalo:{MASK}"


@pytest.mark.parametrize("piece", ["a", "a.", "0 ", "x@a.", "1", "a.com"])
def test_a_long_text_made_to_be_slow_is_masked_at_once(piece: str) -> None:
    text = (piece * 4000)[:4000]
    began = process_time()
    mask(text)
    assert process_time() - began < 1
