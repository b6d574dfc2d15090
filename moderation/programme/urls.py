from django.urls import path

from moderation.programme import alerts, board, hotspots, months

urlpatterns = [
    path("", board.board_page, name="programme"),
    path("months", months.months_page, name="months"),
    path("months/<str:month>", months.month_page, name="month"),
    path("alerts", alerts.alerts_page, name="alerts"),
    path("alerts/<int:pk>", alerts.alert_page, name="alert"),
    path("hotspots", hotspots.hotspots_page, name="hotspots"),
    path("hotspots/<slug:slug>", hotspots.hotspot_page, name="hotspot"),
]
