from django.apps import AppConfig


class Backups(AppConfig):
    name = "backend.backups"
    label = "backups"
    default_auto_field = "django.db.models.BigAutoField"
