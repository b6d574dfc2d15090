"""What residents write of things on the street: by kind, what it is, what marks this one, what follows from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bank:
    """Phrases of one kind. ``what``: common to all things of it. Of ``marks`` a thing has some, each with its wordings.

    ``harm``: what follows, true of any of them.
    """

    what: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    harm: tuple[str, ...]


BANKS = {
    "household_waste": Bank(
        ("rác ùn ứ chưa ai thu gom", "rác để đống", "rác chưa thấy ai đến lấy", "đống rác to", "rác tồn đọng"),
        (
            ("túi ni lông đen chất cao", "toàn bao ni lông màu đen", "bịch đen xếp chồng"),
            ("có cả đệm cũ", "ai vứt cái đệm", "tấm đệm bỏ đi"),
            ("xương cá, đồ ăn thừa", "thức ăn thừa đổ ra", "đồ ăn thiu"),
            ("thùng rác đầy tràn", "thùng đầy không đậy được nắp", "rác tràn khỏi thùng"),
            ("vỏ dừa, bã mía", "vỏ dừa chất đống", "nhiều vỏ dừa"),
            ("chó bới tung", "bị chó tha ra đường", "chó mèo bới"),
            ("xe gom bỏ lại", "xe đẩy rác để nguyên", "xe rác đỗ đấy cả ngày"),
        ),
        ("mùi rất khó chịu", "bốc mùi hôi", "ruồi nhặng nhiều", "nước rỉ chảy ra đường", "trẻ con đi học phải bịt mũi"),
    ),
    "illegal_dumping": Bank(
        (
            "đổ trộm phế thải",
            "phế thải xây dựng đổ bừa",
            "ai đổ gạch vỡ",
            "đống đất đá đổ trộm",
            "đổ trộm rác xây dựng",
        ),
        (
            ("có bồn cầu vỡ", "bồn cầu, chậu rửa hỏng", "cả cái bồn cầu"),
            ("bao tải xi măng", "toàn bao xi măng", "xếp bao tải buộc dây"),
            ("gạch men vỡ", "mảnh gạch men sắc", "gạch lát vỡ vụn"),
            ("xe ba gác chở đến", "thấy xe ba bánh đổ", "ba gác đổ ban đêm"),
            ("tấm tôn cũ", "có mấy tấm tôn", "tôn rỉ"),
            ("tấm thạch cao", "thạch cao tháo ra", "mảng thạch cao"),
            ("có người đốt khói đen", "đốt khói mù mịt", "bị đốt cháy dở"),
        ),
        ("lấn hết lối đi", "đi lại khó khăn", "bụi bay vào nhà", "xe máy phải tránh ra giữa đường", "mất mỹ quan"),
    ),
    "road_damage": Bank(
        ("ổ gà to", "mặt đường hỏng", "đường lún", "ổ gà sâu giữa đường", "mặt đường bong tróc"),
        (
            ("nắp cống sụt", "nắp cống bị lún", "sụt quanh nắp cống"),
            ("gạch lát vỡ", "gạch vỉa hè bong", "gạch bập bênh"),
            ("đào đặt ống chưa lấp", "chỗ đào ống nước", "đào đường rồi bỏ"),
            ("nước đọng không thấy đáy", "đọng nước", "mưa ngập hố"),
            ("nứt dọc dài", "vết nứt chạy dài", "nứt toác"),
            ("ngay vạch sang đường", "chỗ vạch kẻ người đi bộ", "giữa vạch đi bộ"),
            ("lòi cả đá dăm", "đá dăm văng ra", "trơ đá"),
        ),
        ("tối đi xe rất dễ ngã", "đã có người ngã", "xe máy hay sập", "đi qua rất xóc", "người già đi không dám"),
    ),
    "pavement_occupied": Bank(
        ("lấn chiếm vỉa hè", "bày hàng kín vỉa hè", "chiếm hết vỉa hè", "vỉa hè bị lấn", "để đồ ra hết vỉa hè"),
        (
            ("quán bia kê bàn ghế", "bàn nhựa quán bia", "quán nhậu kê bàn"),
            ("hàng hoa quả", "sạp hoa quả", "bán trái cây"),
            ("xe máy để ba hàng", "xe máy xếp kín", "trông giữ xe máy"),
            ("sửa xe, rửa xe", "tiệm rửa xe", "rửa xe chảy nước ra hè"),
            ("biển quảng cáo đứng", "biển hiệu đặt giữa lối", "biển đèn để giữa hè"),
            ("vật liệu sắt thép", "hàng sắt hàn xì", "sắt thép dựng"),
            ("quán nước chè", "hàng trà đá", "trà đá ngồi tràn"),
        ),
        ("người đi bộ phải xuống lòng đường", "không có lối đi", "xe lăn không qua được", "trẻ em phải đi dưới đường"),
    ),
    "illegal_parking": Bank(
        ("ô tô đỗ sai chỗ", "xe đỗ chắn lối", "ô tô đỗ cả ngày", "đỗ xe trên vỉa hè", "xe ô tô đỗ bừa"),
        (
            ("xe tải nhỏ", "xe tải thùng", "cái xe tải"),
            ("xe bảy chỗ màu trắng", "ô tô trắng bảy chỗ", "xe trắng to"),
            ("xe con màu đỏ", "xe đỏ", "ô tô đỏ"),
            ("xe khách mười sáu chỗ", "xe mười sáu chỗ", "xe đưa đón"),
            ("chắn cổng nhà", "đỗ chắn ngay cổng", "không ra được cổng"),
            ("đỗ hai hàng", "đỗ thành hai hàng", "hai dãy xe"),
            ("xe taxi chờ khách", "mấy cái taxi", "taxi đón khách"),
        ),
        ("xe cứu hỏa không vào được", "tắc cả đoạn", "đi lại rất vướng", "che khuất tầm nhìn", "giờ tan tầm ùn lại"),
    ),
    "street_light": Bank(
        ("đèn đường không sáng", "đèn đường tắt", "đèn cao áp hỏng", "cột đèn không lên", "đèn chiếu sáng hỏng"),
        (
            ("nhấp nháy rồi tắt", "chớp chớp liên tục", "lúc sáng lúc tắt"),
            ("bóng vỡ", "chụp đèn vỡ", "vỡ chóa"),
            ("cột nghiêng", "cột đèn bị nghiêng", "xe đâm nghiêng cột"),
            ("cành cây che", "bị cây che kín", "lá cây che hết"),
            ("tủ điện mở nắp", "hở nắp tủ điện", "tủ điện không đóng"),
            ("sáng cả ban ngày", "ban ngày vẫn bật", "trưa vẫn sáng"),
            ("hai cột liền nhau", "cả hai bóng", "hai đèn cạnh nhau"),
        ),
        ("tối om", "con gái đi học về sợ", "dễ mất trộm", "đi lại nguy hiểm", "không nhìn thấy đường"),
    ),
    "drain_flooding": Bank(
        ("ngập nước", "cống tắc nước không thoát", "nước thải trào lên", "nước ngập đường", "cống tắc"),
        (
            ("hố ga đầy bùn", "bùn bít hố ga", "hố ga bị bít"),
            ("mất nắp hố ga", "hố ga không nắp", "nắp cống mất"),
            ("túi rác bịt miệng cống", "rác kín miệng cống", "miệng cống đầy rác"),
            ("mỡ từ quán ăn", "váng mỡ đặc", "mỡ thừa đổ xuống"),
            ("tràn vào tầng một", "nước vào nhà", "ngập vào trong nhà"),
            ("nước đen", "nước cống đen ngòm", "đen kịt"),
            ("đường ống vỡ", "ống vỡ phun nước", "vỡ ống"),
        ),
        ("mưa nhỏ đã ngập", "hôi thối", "xe chết máy", "phải lội", "muỗi nhiều lắm"),
    ),
    "tree_danger": Bank(
        ("cây sắp đổ", "cành cây gãy", "cây nghiêng ra đường", "cây to mục gốc", "cành khô sắp rơi"),
        (
            ("cây phượng", "gốc phượng", "cây hoa phượng"),
            ("cây xà cừ", "xà cừ cổ", "gốc xà cừ"),
            ("cây bàng", "gốc bàng", "cây bàng già"),
            ("vướng dây điện", "đè lên dây điện", "chạm dây điện"),
            ("rễ bật lên vỉa hè", "rễ trồi", "bật gốc"),
            ("rỗng ruột", "thân mục rỗng", "mối ăn rỗng"),
            ("gãy treo lơ lửng", "cành gãy còn treo", "treo lủng lẳng"),
        ),
        ("rất nguy hiểm", "đang mùa mưa bão", "rơi vào người đi đường", "đè vào xe", "trẻ con hay chơi ở dưới"),
    ),
    "construction_dust": Bank(
        ("công trình gây bụi", "xây nhà không che chắn", "bụi công trình", "xe chở đất rơi vãi", "thi công bụi mù"),
        (
            ("cát đổ tràn đường", "đống cát", "cát để giữa đường"),
            ("lưới che rách", "không có lưới", "bạt che rách"),
            ("cẩu tháp", "máy cẩu", "cần cẩu"),
            ("khoan phá bê tông", "máy khoan", "đục phá cả đêm"),
            ("trộn vữa trên hè", "trộn bê tông ở vỉa hè", "máy trộn"),
            ("phá nhà cũ", "đập nhà cũ", "tháo dỡ nhà"),
            ("xe bồn bê tông", "xe bê tông", "xe trộn to"),
        ),
        ("bụi bay khắp nhà", "không dám mở cửa", "trẻ con ho", "phơi quần áo không được", "đường trơn"),
    ),
    "illegal_advert": Bank(
        ("dán quảng cáo bừa bãi", "tờ rơi dán đầy", "quảng cáo sai quy định", "sơn số điện thoại", "dán giấy rao vặt"),
        (
            ("khoan cắt bê tông", "số khoan cắt", "quảng cáo khoan cắt"),
            ("cho vay tiền", "vay nóng", "tờ cho vay"),
            ("trên tủ điện", "dán kín tủ điện", "tủ điện dán đầy"),
            ("trên cột điện", "dán cột điện", "quấn quanh cột điện"),
            ("băng rôn ngang đường", "băng rôn chăng", "tấm băng rôn rách"),
            ("thông tắc bể phốt", "hút bể phốt", "số hút bể phốt"),
            ("tường trường học", "bức tường trường", "tường rào trường"),
        ),
        ("mất mỹ quan", "rất nhếch nhác", "bóc rồi lại dán", "trông rất bẩn"),
    ),
}

STREETS = ("Ngọc Lâm", "Nguyễn Văn Cừ", "Ngô Gia Tự", "Bồ Đề", "Long Biên 1", "Việt Hưng", "Sài Đồng", "Thạch Bàn",
           "Cổ Linh", "Lâm Du", "Vũ Xuân Thiều", "Đức Giang")  # fmt: skip
LANDMARKS = ("trường mầm non", "trường tiểu học", "Circle K", "WinMart", "quán phở Thìn", "nhà thuốc Pharmacity",
             "trạm y tế", "nhà văn hóa tổ 8", "chợ", "chùa", "cây xăng", "quán bún chả Bà Lan", "ngân hàng Agribank",
             "bến xe buýt", "tiệm vàng", "công viên", "quán cà phê Cộng", "trụ sở công an phường")  # fmt: skip
NEAR = ("gần {}", "cạnh {}", "đối diện {}", "trước cửa {}", "chỗ {}", "ngay {}")
NUMBERED = ("trước số {}", "trước nhà số {}", "số nhà {}", "gần số {}", "đoạn số {}", "cửa nhà {}")
LANED = ("đầu ngõ {}", "ngõ {}", "trong ngõ {}", "cổng ngõ {}")
ON_STREET = ("đường {}", "phố {}", "{}", "trên đường {}")
SINCE = (
    "mấy hôm nay",
    "ba ngày nay",
    "cả tuần nay",
    "từ hôm qua",
    "từ sáng",
    "hơn tuần rồi",
    "tháng nay",
    "lâu lắm rồi",
)
PLEAS = ("mong phường xử lý", "đề nghị xử lý sớm", "nhờ phường cho người xem", "kính mong cơ quan giải quyết",
         "xin cảm ơn", "đã báo mà chưa thấy ai", "mong được quan tâm")  # fmt: skip
BARE = ("nhờ phường xử lý giúp", "đề nghị xử lý", "xem ảnh", "như trong ảnh", "mong các anh chị kiểm tra", "bẩn quá",
        "đề nghị phường kiểm tra giúp dân")  # fmt: skip
SHORT = {
    "không": "ko",
    "được": "đc",
    "đường": "đg",
    "người": "ng",
    "với": "vs",
    "rồi": "r",
    "những": "nhg",
    "trước": "trc",
}
