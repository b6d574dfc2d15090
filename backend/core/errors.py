"""The one error a person reads."""


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
