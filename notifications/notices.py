"""One notice: to somebody who works here, in every browser where they want notices; to a resident in one."""

from datetime import datetime

from backend.accounts.models import User
from backend.reports.follow_by_browser import forget
from backend.reports.models import Browser
from notifications.carriers import push
from notifications.carriers.push import Notice
from notifications.carriers.unsent import Unsent
from notifications.subscriptions import subscriptions_of
from notifications.texts import Text


def notice_of(topic: str, text: Text, url: str) -> Notice:
    """Return the notice that stands for a letter: its subject and its first paragraph."""
    return Notice(topic, text.subject, text.body.split("\n\n", maxsplit=1)[0].strip(), url)


def notify(person: User, notice: Notice) -> bool:
    """Send ``notice`` to every browser of ``person``; return whether it reached one.

    Browsers that took their permission back are forgotten. Raises Unsent where none was reached and one may be later.
    """
    sent, failed = 0, list[Unsent]()
    for one in subscriptions_of(person):
        try:
            push.send(notice, endpoint=one.endpoint, keys={"p256dh": one.p256dh, "auth": one.auth})
            sent += 1
        except push.Gone:
            one.delete()
        except Unsent as unsent:
            failed.append(unsent)
    if failed and not sent:
        raise next((one for one in failed if not one.is_final), failed[0])
    return bool(sent)


def notify_browser(browser: Browser, notice: Notice, *, now: datetime) -> bool:
    """Send ``notice`` to a resident's browser; return whether it takes notices. Raises Unsent.

    One that took its permission back is erased, whatever it followed.
    """
    try:
        push.send(notice, endpoint=browser.endpoint, keys={"p256dh": browser.p256dh, "auth": browser.auth})
    except push.Gone:
        forget(browser.endpoint, now=now)
        return False
    return True
