"""Words of this place, which whoever guesses tries first: no password may be made of them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backend.core.text import fold

# Names of the place, of the platform and of the programme, folded and without blanks.
WORDS = (
    "longbien", "phananh", "hanoi", "quanlongbien", "ubnd", "phuong", "donvi", "chuongtrinh", "canbo", "lanhdao",
    "kiemtoan", "quantri", "ngoclam", "bode", "giathuy", "phucdong", "vietnam", "matkhau", "password",
)  # fmt: skip
_LEAST_LEFT = 8  # letters of a password that are its own


class OwnWordsValidator:
    """Refuses a password that is little more than words of this place."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError where fewer than eight letters are left beside those words."""
        plain = [one for one in password if not one.isspace()]
        rest = "".join(fold(one) for one in plain)
        signs = sum(not fold(one) for one in plain)
        for word in sorted(WORDS, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) + signs < _LEAST_LEFT:
            raise ValidationError(self.get_help_text(), code="own_words")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được ghép từ tên quận, phường, đơn vị hoặc tên hệ thống.")
