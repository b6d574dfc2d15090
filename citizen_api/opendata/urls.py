from django.urls import path

from citizen_api.opendata import views

urlpatterns = [
    path("", views.open_data_page, name="open-data"),
    path("figures/<str:month>.<str:kind>", views.figures_file, name="open-data-figures"),
    path("dictionary", views.dictionary_page, name="open-data-dictionary"),
    path("dictionary.json", views.dictionary_json, name="open-data-dictionary-json"),
]
