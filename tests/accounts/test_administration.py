"""The technical administration: every table opens, and what is changed there counts at once."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from backend.accounts.models import User
from backend.core.models import Edition
from backend.places.models import Site, Ward
from backend.routing import book
from backend.routing.models import Category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OURS = [model._meta.label_lower for model in admin.site._registry if model.__module__.startswith("backend.")]


@pytest.fixture
def administrator(client: Client, settings: Settings) -> Client:
    settings.STAFF_MFA = "optional"
    person = User.objects.create_superuser("quan-tri-thu", password="khong-ai-biet-cau-nay")
    client.force_login(person, "moderation.sign_in.StaffBackend")
    return client


@pytest.mark.parametrize("label", sorted(OURS))
def test_every_table_opens(administrator: Client, label: str) -> None:
    name = label.replace(".", "_")
    assert administrator.get(reverse(f"admin:{name}_changelist")).status_code == 200
    added = administrator.get(reverse(f"admin:{name}_add")).status_code
    assert added == (403 if name in {"places_ward", "places_street"} else 200)


def test_wards_come_from_their_files_alone(administrator: Client) -> None:
    ward = Ward.objects.order_by("id")[0]
    page = administrator.get(reverse("admin:places_ward_change", args=[ward.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert administrator.post(reverse("admin:places_ward_delete", args=[ward.pk]), {"post": "yes"}).status_code == 403


def _edition() -> int:
    return Edition.objects.values_list("number", flat=True).first() or 0


@pytest.mark.usefixtures("own_tables")
def test_a_changed_category_counts_at_once(administrator: Client) -> None:
    category = Category.objects.get(code="other")
    before = _edition()
    url = reverse("admin:routing_category_change", args=[category.pk])
    form = administrator.get(url).context["adminform"].form
    values = {name: form[name].value() for name in form.fields} | {"resolve_hours": 99, "keywords": "[]", "feeds": "[]"}
    values |= {"questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0, "active": "on"}
    assert (
        administrator.post(url, {name: value for name, value in values.items() if value is not None}).status_code == 302
    )
    assert book.category("other").resolve_hours == 99
    assert _edition() > before


@pytest.mark.usefixtures("own_tables")
def test_a_site_is_found_by_its_folded_name_and_can_be_taken_out(administrator: Client) -> None:
    values = {"code": "cho-mau", "name": "Chợ Mẫu", "kind": "market", "lat": "21.04", "lon": "105.87"}
    assert administrator.post(reverse("admin:places_site_add"), values).status_code == 302
    site = Site.objects.get(code="cho-mau")
    assert site.search == "cho mau"
    before = _edition()
    delete = reverse("admin:places_site_delete", args=[site.pk])
    assert administrator.post(delete, {"post": "yes"}).status_code == 302
    other = Site.objects.create(code="cho-hai", name="Chợ Hai", kind="market", lat=21.04, lon=105.87)
    together = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    assert administrator.post(reverse("admin:places_site_changelist"), together).status_code == 302
    assert not Site.objects.filter(code__startswith="cho-").exists()
    assert _edition() >= before + 2


def test_nobody_else_comes_in(client: Client) -> None:
    person = User.objects.create_user("can-bo-thu", password="khong-ai-biet-cau-nay")
    assert client.get("/admin/").status_code == 302
    client.force_login(person, "moderation.sign_in.StaffBackend")
    assert client.get("/admin/").status_code in {302, 403}
