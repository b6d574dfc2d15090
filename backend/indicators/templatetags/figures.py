"""Figures on a page: ``{{ line.this.late|number }}``, ``{{ share|percent }}``, ``{{ this|change:before }}``."""

from django import template

from backend.indicators.words import change, date_words, month_name, number, percent

register = template.Library()
register.filter("number", number)
register.filter("percent", percent)
register.filter("change", change)
register.filter("spoken_date", date_words)
register.filter("month_name", month_name)
