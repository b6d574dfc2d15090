from django.urls import path

from citizen_api.opendata import report_files, views

urlpatterns = [
    path("", views.open_data_page, name="open-data"),
    path("figures/<str:month>.<str:kind>", views.figures_file, name="open-data-figures"),
    path("registers/<str:month>.<str:kind>", views.registers_file, name="open-data-registers"),
    path("reports/editions.json", report_files.editions_list, name="open-data-editions"),
    path("reports/<str:day>.<str:kind>", report_files.reports_file, name="open-data-reports"),
    path("dictionary", views.dictionary_page, name="open-data-dictionary"),
    path("dictionary.json", views.dictionary_json, name="open-data-dictionary-json"),
]
