from django.urls import path

from moderation.programme import board

urlpatterns = [path("", board.board_page, name="programme")]
