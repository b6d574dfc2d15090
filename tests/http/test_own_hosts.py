"""Names of hosts: strange ones are refused, the administration and the photos answer on their own alone."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from backend.accounts.models import Role
from backend.http.media_host import is_media_host
from backend.http.visitor import remember
from tests.reports.filing import officer

pytestmark = pytest.mark.django_db
INSIDE = "quantri.longbien.example"


@pytest.fixture
def public(settings: Settings) -> None:
    settings.HTTPS = True
    settings.ADMIN_HOST = INSIDE
    settings.STAFF_MFA = "optional"
    settings.ALLOWED_HOSTS = ["testserver", INSIDE]


def administrator() -> Client:
    person, client = officer(None, Role.ADMINISTRATOR), Client()
    type(person).objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    client.force_login(person)
    return client


@pytest.mark.usefixtures("city", "public")
def test_the_administration_answers_on_its_own_host_alone() -> None:
    client = administrator()
    for path in ("/admin/", "/admin", "/admin/accounts/user/", "/admin/login/"):
        assert client.get(path).status_code == 404
    assert client.get("/admin/", headers={"host": INSIDE}).status_code == 200
    assert client.get("/admin/", headers={"host": f"{INSIDE.upper()}:443"}).status_code == 200
    assert Client().get("/admin/", headers={"host": INSIDE}).status_code == 302


@pytest.mark.usefixtures("city", "public")
def test_without_a_host_of_its_own_it_answers_nowhere_in_public(settings: Settings) -> None:
    settings.ADMIN_HOST = ""
    assert administrator().get("/admin/").status_code == 404
    settings.HTTPS = False
    assert administrator().get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "a b", "testserver/x", "testserver@evil", ""]
)
def test_a_strange_host_is_refused(host: str) -> None:
    assert Client().get("/help/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_no_other_header_names_the_host_or_the_page(name: str) -> None:
    said = Client().get("/help/api", headers={name: "evil.example"})
    assert said.status_code == 200
    assert "evil.example" not in said.content.decode()


@pytest.mark.parametrize(
    ("host", "is_photos"),
    [
        ("anh.longbien.example", True),
        ("ANH.LongBien.example", True),
        ("anh.longbien.example.", True),
        ("anh.longbien.example:443", True),
        ("longbien.example", False),
        ("anh.longbien.example.evil", False),
    ],
)
def test_the_photos_host_is_known_however_it_is_written(host: str, is_photos: bool, settings: Settings) -> None:
    settings.PUBLIC_URL, settings.PUBLIC_MEDIA_URL = "https://longbien.example", "https://anh.longbien.example"
    assert is_media_host(RequestFactory().get("/", headers={"host": host})) is is_photos


def test_cookies_have_names_that_bind_them_to_this_host(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = remember(RequestFactory().get("/"), HttpResponse())
    cookie = answer.cookies["__Host-visitor"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
