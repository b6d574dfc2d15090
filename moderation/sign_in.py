"""How staff sign in: by username, with a second factor where it is asked for; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.signals import password_changed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as lazy

from backend.accounts.models import User
from backend.accounts.people import recall
from backend.accounts.who import with_posts
from backend.http.visitor import client_address
from moderation import sign_in_log

MFA_REQUIRED = "required"
_LIMITS = frozenset({"too_many_login_attempts", "rate_limited"})
_SAID = {
    "account/messages/password_changed.txt": lazy("Đã đổi mật khẩu."),
    "mfa/messages/totp_activated.txt": lazy("Đã bật xác thực bằng ứng dụng trên điện thoại."),
    "mfa/messages/totp_deactivated.txt": lazy("Đã tắt xác thực bằng ứng dụng trên điện thoại."),
    "mfa/messages/recovery_codes_generated.txt": lazy("Đã tạo mã dự phòng mới. Mã cũ không còn dùng được."),
    "mfa/messages/webauthn_added.txt": lazy("Đã thêm khóa bảo mật."),
    "mfa/messages/webauthn_removed.txt": lazy("Đã gỡ khóa bảo mật."),
}


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; what allauth says is said in Vietnamese."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": lazy("Tài khoản này đã ngừng hoạt động."),
        "enter_current_password": lazy("Xin nhập mật khẩu hiện tại."),
        "incorrect_code": lazy("Mã không đúng hoặc đã hết hạn."),
        "incorrect_password": lazy("Mật khẩu không đúng."),
        "too_many_login_attempts": lazy("Đã nhập sai nhiều lần. Xin chờ ít phút rồi thử lại."),
        "username_password_mismatch": lazy("Tên đăng nhập hoặc mật khẩu không đúng."),
        "rate_limited": lazy("Thao tác quá nhanh. Xin chờ một lát rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether ``next`` leads to a page of ours: a path, or an address of the host that was asked."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("staff-inbox")

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Return the error to raise; that the limit of tries was reached goes into the log."""
        if code in _LIMITS:
            sign_in_log.told_to_wait(self.request)
        return super().validation_error(code, *args)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say what is worth saying; that somebody signed in or out, they see."""
        if said := _SAID.get(message_template or ""):
            messages.add_message(request, level, said)


class StaffBackend(AuthenticationBackend):
    """Signs in by name and password, and knows of each request's person their posts."""

    def get_user(self, user_id: int) -> User | None:
        person = with_posts(user_id)
        return person if person and self.user_can_authenticate(person) else None


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": lazy("Không tắt được: tài khoản này phải có xác thực hai lớp."),
        "cannot_generate_recovery_codes": lazy("Xin bật xác thực hai lớp trước khi tạo mã dự phòng."),
        "incorrect_code": lazy("Mã không đúng hoặc đã hết hạn."),
    }

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Return the error to raise; that a code or a security key was wrong goes into the log."""
        if code == "incorrect_code":
            sign_in_log.wrong_code(self.request)
        return super().validation_error(code, *args)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return "Phản ánh Long Biên"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether something is left to sign in with, where a second factor is required."""
        if settings.STAFF_MFA != MFA_REQUIRED:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def must_enrol(user: User) -> bool:
    """Whether the person has to set up a second factor before anything else."""
    return settings.STAFF_MFA == MFA_REQUIRED and not is_mfa_enabled(user)


def _has_changed(user: User, **_kwargs: object) -> None:
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    recall(user, now=timezone.now())


def listen() -> None:
    """Hear of passwords that people changed themselves."""
    password_changed.connect(_has_changed, dispatch_uid="moderation.password")


def may_administer(request: HttpRequest) -> bool:
    """Whether the technical administration opens: to its staff, with the second factor where it is required."""
    user = request.user
    is_ready = isinstance(user, User) and user.is_active and not user.must_change_password
    return is_ready and user.is_staff and not must_enrol(user)


def to_the_one_sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    """Stand in for the administration's own sign-in, which knows neither second factors nor lock-out."""
    user = request.user
    if isinstance(user, User) and user.is_active:
        return redirect("mfa_activate_totp" if must_enrol(user) else "staff-inbox")
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
