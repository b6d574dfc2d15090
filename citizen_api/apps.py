from django.apps import AppConfig


class CitizenApi(AppConfig):
    name = "citizen_api"
    label = "citizen_api"
    default_auto_field = "django.db.models.BigAutoField"
