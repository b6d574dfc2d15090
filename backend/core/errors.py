"""The one error a person reads."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _


class Refused(Exception):
    """A wish that cannot be granted, in words for the person who had it.

    ``message`` is a sentence in the person's language; ``field`` names the input it belongs to, where there is one;
    ``code`` is stable ASCII for programs. Doors turn it into a form error or a 4xx problem document of ``status``.
    """

    status = 422

    def __init__(self, message: str, *, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    @property
    def refusals(self) -> tuple["Refused", ...]:
        """Everything that is wrong, one by one: doors show all of it at once."""
        return (self,)


class SeveralRefused(Refused):
    """Several things are wrong at once; speaks like the first of them."""

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self._refusals = tuple(refusals)
        first = self._refusals[0]
        super().__init__(first.message, field=first.field, code=first.code)
        self.status = first.status

    @property
    def refusals(self) -> tuple[Refused, ...]:
        return self._refusals


class Forbidden(Refused):
    """The person may not do this, whatever they write."""

    status = 403


class TooMany(Refused):
    """So much came from one place that the rest has to wait; ``retry_after_s`` seconds from now it is open again."""

    status = 429

    def __init__(self, retry_after_s: int) -> None:
        words = _(
            "Ông/bà gửi quá nhiều lần. Xin chờ khoảng %(minutes)s phút rồi thử lại. "
            "Việc cần báo ngay xin gọi %(hotline)s; đang nguy hiểm xin gọi 113, 114 hoặc 115."
        )
        said = {"minutes": -(-retry_after_s // 60), "hotline": settings.HOTLINE}
        super().__init__(words % said, code="too_many_requests")
        self.retry_after_s = retry_after_s
