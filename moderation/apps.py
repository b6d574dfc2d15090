from django.apps import AppConfig


class Moderation(AppConfig):
    name = "moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """There is one way in for everybody who works here: the administration uses the staff's."""
        from django.contrib import admin  # noqa: PLC0415  # models are not loaded before this moment

        from backend.http import idle  # noqa: PLC0415  # as above
        from moderation import sign_in, sign_in_log  # noqa: PLC0415  # as above

        admin.site.login = sign_in.to_the_one_sign_in  # type: ignore[assignment,method-assign]  # the way it is replaced
        admin.site.has_permission = sign_in.may_administer  # type: ignore[method-assign]  # as above
        idle.listen()
        sign_in.listen()
        sign_in_log.listen()
