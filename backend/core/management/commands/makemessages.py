"""makemessages: Django's own, which also finds texts behind ``gettext_lazy as lazy``."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=lazy"]
    # No guesses: a text that changed is translated anew.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
