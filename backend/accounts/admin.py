"""Technical administration of people: who signs in, and for which units they work."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Membership, User

# One way to sign in for all: with the lock-out and the second factor of the staff's door.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign,no-untyped-call]  # allauth ships no types
admin.site.site_header = admin.site.site_title = _("Quản trị kỹ thuật")


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    model = Membership
    extra = 1


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("username", "display_name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email", "is_active")}),
        (_("Quản trị"), {"classes": ("collapse",), "fields": ("is_staff", "is_superuser", "groups")}),
    )
