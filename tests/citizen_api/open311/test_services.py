"""What can be reported, as the standard tells it."""

import pytest
from django.test import Client

from backend.core import edition
from backend.routing.models import Category, Question
from tests.citizen_api.open311.calls import V2, read, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SIX = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}


def test_discovery_names_a_production_and_a_test_endpoint_with_both_formats(client: Client) -> None:
    found = read(client, "discovery")
    assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
    for one in found["endpoints"]:
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert one["formats"] == ["text/xml", "application/json"]
        assert one["url"].startswith("http://testserver/open311/")
        assert client.get(f"{one['url'].removeprefix('http://testserver')}/services.json").status_code == 200
    assert found["changeset"].endswith("Z")
    assert found["contact"]
    assert client.get(found["key_service"].removeprefix("http://testserver")).status_code == 200
    xml = tree(client, "discovery")
    assert [one.text for one in xml.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ] * 2
    assert client.get("/open311/discovery.xml").status_code == 200


def test_services_have_unique_names_safe_codes_groups_and_keywords(client: Client) -> None:
    services = read(client, "services")
    assert len(services) == Category.objects.filter(active=True).count()
    assert len({one["service_name"] for one in services}) == len(services)
    waste = next(one for one in services if one["service_code"] == "household_waste")
    assert waste == {
        "service_code": "household_waste",
        "service_name": "Rác thải tồn đọng, chưa thu gom",
        "description": "Rác quá giờ chưa ai lấy, thùng đầy, rác rơi vãi.",
        "metadata": True,
        "type": "realtime",
        "keywords": "rác, thùng rác, thu gom, xe rác",
        "group": "Môi trường",
    }
    for one in services:
        assert one["service_code"].replace("_", "").isalnum()
        assert one["service_code"].isascii()
        assert all(one[name] for name in ("service_name", "description", "group"))
        assert client.get(f"{V2}/services/{one['service_code']}.json").status_code == 200
    assert {one["service_code"] for one in services if one["type"] == "batch"} == {"other"}


def test_services_in_xml_have_lower_case_booleans_and_no_namespace(client: Client) -> None:
    xml = tree(client, "services")
    assert xml.tag == "services"
    assert {one.tag for one in xml} == {"service"}
    assert {one.findtext("metadata") for one in xml} <= {"true", "false"}
    assert [one.findtext("service_code") for one in xml] == [one["service_code"] for one in read(client, "services")]


def test_the_six_datatypes_come_from_the_questions(client: Client) -> None:
    seen: dict[str, str] = {}
    for kind in Category.objects.filter(active=True):
        found = read(client, f"services/{kind.code}")
        assert found["service_code"] == kind.code
        asked = [one for one in found["attributes"] if one["variable"]]
        assert [one["code"] for one in asked] == list(kind.questions.values_list("code", flat=True))
        assert [one["order"] for one in found["attributes"]] == list(range(1, len(found["attributes"]) + 1))
        seen |= {one["datatype"]: one["code"] for one in asked}
        assert all(bool(one.get("values")) == one["datatype"].endswith("list") for one in found["attributes"])
    assert set(seen) == SIX


def test_a_definition_tells_keys_and_names_and_what_is_required(client: Client) -> None:
    found = {one["code"]: one for one in read(client, "services/food_poisoning")["attributes"]}
    assert found["people_ill"]["required"] is True
    assert found["people_ill"]["datatype"] == "number"
    assert "unknown" in found["people_ill"]["datatype_description"]
    assert found["meal_at"]["datatype"] == "datetime"
    assert found["food_kept"]["values"] == [{"key": "yes", "name": "Có"}, {"key": "no", "name": "Không"}]
    assert found["symptoms"]["datatype"] == "multivaluelist"
    assert all(one["key"].isascii() and one["name"] for one in found["symptoms"]["values"])
    notice = found["emergency"]
    assert (notice["variable"], notice["required"], notice["order"]) == (False, False, 1)
    assert "115" in notice["description"]
    xml = tree(client, "services/food_poisoning")
    assert xml.tag == "service_definition"
    first = xml.findall("attributes/attribute")[1]
    assert [one.tag for one in first][:4] == ["variable", "code", "datatype", "required"]
    assert first.findtext("variable") == "true"
    assert xml.find("attributes/attribute[code='food_kept']/values/value/key") is not None


def test_a_service_without_questions_has_no_metadata_and_an_empty_definition(client: Client) -> None:
    Question.objects.filter(category__code="street_dust").delete()
    edition.changed()
    services = {one["service_code"]: one for one in read(client, "services")}
    assert services["street_dust"]["metadata"] is False
    assert read(client, "services/street_dust") == {"service_code": "street_dust", "attributes": []}
    assert tree(client, "services/street_dust").find("attributes") is not None


def test_names_are_told_in_the_language_asked_for(client: Client) -> None:
    answer = client.get(f"{V2}/services.json", headers={"accept-language": "en"})
    assert "Uncollected waste" in answer.content.decode()
    assert "visitor" not in answer.cookies
    assert "django_language" not in client.get(f"{V2}/services.json?lang=en").cookies
