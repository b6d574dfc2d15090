from django.apps import AppConfig
from django.conf import settings


class Notifications(AppConfig):
    name = "notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """With more than one process, what happens in one is told to the others."""
        if not settings.EMBEDDED:
            from notifications.herald import listen  # noqa: PLC0415  # models are not ready before

            listen()
