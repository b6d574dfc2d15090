"""The cues of khiếu nại, tố cáo and crime: patterns of Vietnamese words, strong ones first (see ``complaints``).

Matched from word boundary to word boundary, whatever the case, old tone placement (hủy, tòa). The lists are a proposal,
tried on the sentences in the tests; the district's judiciary officer is to look at them.
"""

_OFFICIAL = (
    r"(?:cán bộ|công an|thanh tra|chủ tịch|phó chủ tịch|địa chính|tổ trưởng|trật tự phường|dân phòng|hiệu trưởng"
    r"|lãnh đạo)"
)
_CAPITAL = "[A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
_NAMED = rf"(?-i:(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]ồng chí) {_CAPITAL}\w+)"
_CALLED = rf"(?-i:(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|tên là) {_CAPITAL}\w+)"

_KHIEU_NAI_STRONG = (
    r"(?:làm|gửi|nộp|viết|tôi|xin) (?:đơn )?khiếu nại|đơn khiếu nại|khiếu nại (?:lần|quyết định|về việc)",
    r"không (?:đồng ý|đồng tình|nhất trí) với (?:\w+ ){0,2}(?:quyết định|kết luận|thông báo|biên bản)",
    r"(?:hủy|thu hồi|bãi bỏ|sửa đổi|xem xét lại) (?:quyết định|kết luận|văn bản) (?:số|của|nêu|trên|này)",
    (
        r"quyết định (?:xử phạt|cưỡng chế|thu hồi|bồi thường|kỷ luật|đình chỉ).{0,60}"
        r"(?:là sai|oan|trái|không đúng|không thỏa đáng|vô lý)"
    ),
    r"quyền(?: và|,)? lợi ích (?:hợp pháp|chính đáng)",
    (
        r"(?:bồi thường|đền bù|tái định cư|giải phóng mặt bằng|gpmb).{0,60}"
        r"(?:quá thấp|thiếu|chưa đúng|không đúng|không thỏa đáng|chưa nhận)"
    ),
    (
        r"(?:phạt|lập biên bản|cưỡng chế|thu giữ)(?: đồ của| hàng của)? (?:tôi|nhà tôi|gia đình tôi|cửa hàng tôi)"
        r".{0,50}(?:oan|là sai|vô lý|không đúng)"
    ),
)
_KHIEU_NAI_WEAK = (
    (
        r"(?:sổ đỏ|giấy chứng nhận|giấy phép xây dựng|hồ sơ của (?:tôi|gia đình)).{0,60}"
        r"(?:từ chối|trả lại|không cấp|kéo dài)"
    ),
    r"quyết định số ?\d+|\d+/qđ-",
    r"khởi kiện|kiện ra tòa|tòa án hành chính",
    r"(?:trả lời|giải quyết|thụ lý) (?:đơn|đơn thư) (?:của tôi|của gia đình|lần)",
    r"hành vi hành chính|không thụ lý|quá thời hạn giải quyết",
)
_TO_CAO_STRONG = (
    _DENOUNCE := r"tố cáo|tố giác",
    rf"hối lộ|lót tay|chung chi|{_OFFICIAL}.{{0,40}}(?:đòi|nhận|ăn|vòi|cầm) (?:\w+ ){{0,2}}(?:tiền|phong bì)",
    r"tham nhũng|tham ô|biển thủ",
    r"bảo kê|bao che|chống lưng",
    r"vòi vĩnh|nhũng nhiễu|sách nhiễu|hạch sách",
    r"lạm quyền|(?:lạm dụng|lợi dụng) (?:chức vụ|quyền hạn)|cố ý làm trái|đạo đức công vụ",
    rf"{_OFFICIAL}.{{0,40}}(?:đánh người|đánh dân|hành hung|đe dọa|chửi)",
    r"(?:làm giả|giả mạo|khai man|khai khống).{0,30}(?:giấy tờ|hồ sơ|chữ ký|danh sách)",
)
_CRIME = r"ma túy|đánh bạc|sới bạc|cá độ|mại dâm|nặng lãi|bạo hành"
_TO_CAO_WEAK = (
    rf"{_NAMED}.{{0,60}}{_OFFICIAL}|{_OFFICIAL}.{{0,30}}{_CALLED}",
    r"(?:chiếm đoạt|lừa đảo|sử dụng sai|không công khai).{0,40}(?:quỹ|tiền|đất|tài sản)",
    _CRIME,
    r"(?:giữ bí mật|giấu|không để lộ) (?:tên|danh tính)|sợ bị trả thù|sợ trả thù",
)

LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "khieu_nai": (_KHIEU_NAI_STRONG, _KHIEU_NAI_WEAK),
    "to_cao": (_TO_CAO_STRONG, _TO_CAO_WEAK),
    "crime": ((_CRIME,), ()),
}
# Where stripping the marks makes a pattern mean something else ("to cao": big and tall), its stand-in without marks.
MARKED_ONLY = frozenset({_DENOUNCE})
UNMARKED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "to_cao": ((r"(?:don|gui|can bo|ong|ba) to cao|to cao (?:can bo|ong|ba)|to giac",), ()),
}
