"""Letters by electronic mail, through whatever server EMAIL_URL names."""

import smtplib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.carriers.unsent import CarrierAway, Unsent

_PERMANENT = 500  # SMTP: from here on the answer will not change
_CLOSING = 421  # SMTP: the server is no longer there for anybody


@dataclass(frozen=True)
class Mail:
    """One letter; ``name`` is the same at every try, so that mail systems recognise a letter that comes twice.

    ``stop_at`` is the address at which a mail program stops such letters with one click (RFC 8058), "" for none.
    """

    name: str
    to: str
    subject: str
    body: str
    stop_at: str = ""


def send(mail: Mail) -> None:
    """Hand ``mail`` to the mail server. Raises Unsent, CarrierAway."""
    domain = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{mail.name}@{domain}>", "Auto-Submitted": "auto-generated"}
    if mail.stop_at:
        headers |= {"List-Unsubscribe": f"<{mail.stop_at}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        if _CLOSING in codes:
            raise CarrierAway("mail_server") from refused
        raise Unsent("recipient_refused", is_final=all(code >= _PERMANENT for code in codes)) from refused
    except smtplib.SMTPAuthenticationError as refused:
        raise CarrierAway("sign_in") from refused
    except smtplib.SMTPResponseException as refused:
        if _is_closed_to_all(refused):
            raise CarrierAway("mail_server") from refused
        raise Unsent("mail_refused", is_final=False) from refused
    except OSError as away:  # SMTPException is one too: no connection, cut off, time is up
        raise CarrierAway("mail_server") from away


def _is_closed_to_all(refused: smtplib.SMTPResponseException) -> bool:
    """Whether the server takes no letter of ours at all for now: it said so before it knew which one."""
    is_about_us = isinstance(refused, smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPSenderRefused)
    return refused.smtp_code == _CLOSING or (is_about_us and refused.smtp_code < _PERMANENT)
