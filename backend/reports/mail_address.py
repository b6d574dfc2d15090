"""A mail address as somebody typed it."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.text import clean_line

_LONGEST = 254


def mail_address(typed: str) -> str:
    """Return the address without what stands around it, "" for none. Raises Refused (``contact_email``)."""
    address = clean_line(typed)
    if not address:
        return ""
    try:
        if len(address) > _LONGEST:
            raise ValidationError("")  # noqa: TRY301  # the same words for both
        validate_email(address)
    except ValidationError:
        raise Refused(_("Địa chỉ thư điện tử này không đúng."), field="contact_email", code="invalid_email") from None
    return address
