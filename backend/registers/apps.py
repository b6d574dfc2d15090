from django.apps import AppConfig


class Registers(AppConfig):
    name = "backend.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
