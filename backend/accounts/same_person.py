"""Whether two accounts are one person, as far as the data can tell: a second person is asked for in earnest."""

from allauth.account.models import EmailAddress

from backend.accounts.models import User


def is_same_person(one: User, other: User) -> bool:
    """Whether the accounts are the same, or share an e-mail address, written either way. Two statements at most.

    An address counts that the administrator gave the account, and one that was confirmed. An account of the sign-in of
    the city belongs to one account here alone, so it needs no look.
    """
    return one.pk == other.pk or bool(_addresses(one) & _addresses(other))


def _addresses(user: User) -> frozenset[str]:
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("id").values_list("email", flat=True)
    return frozenset(address.strip().casefold() for address in (user.email, *confirmed) if address.strip())
