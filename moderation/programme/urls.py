from django.urls import path

from moderation.programme import alerts, behind, board, cuts, documents, hotspots, indicators, months, values

urlpatterns = [
    path("", board.board_page, name="programme"),
    path("reports", behind.behind_page, name="programme-reports"),
    path("cuts", cuts.cuts_page, name="programme-cuts"),
    path("months", months.months_page, name="months"),
    path("months/<str:month>", months.month_page, name="month"),
    path("indicators", indicators.indicators_page, name="indicators"),
    path("indicators/<str:code>", values.indicator_page, name="indicator"),
    path("indicators/<str:code>/reports", indicators.reports_page, name="indicator-reports"),
    path("indicators/<str:code>/values/<int:value>", values.decide, name="indicator-value"),
    path("reviews", indicators.reviews_page, name="reviews"),
    path("documents", documents.documents_page, name="documents"),
    path("documents/mid-month.xlsx", documents.mid_month, {"kind": "xlsx"}, name="mid-month"),
    path("documents/mid-month.csv", documents.mid_month, {"kind": "csv"}, name="mid-month-csv"),
    path("documents/<int:pk>", documents.document_page, name="document"),
    path("documents/<int:pk>/file.<str:kind>", documents.document_file, name="document-file"),
    path("documents/<int:pk>/<str:act>", documents.document_act, name="document-act"),
    path("alerts", alerts.alerts_page, name="alerts"),
    path("alerts/<int:pk>", alerts.alert_page, name="alert"),
    path("hotspots", hotspots.hotspots_page, name="hotspots"),
    path("hotspots/<slug:slug>", hotspots.hotspot_page, name="hotspot"),
]
