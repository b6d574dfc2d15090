"""Figures on a page: ``{{ line.this.late|number }}``, ``{{ share|percent }}``, ``{{ this|change:before }}``."""

from django import template

from backend.indicators.words import change, date_words, month_name, number, percent, plain_number, size

register = template.Library()
register.filter("number", number)
register.filter("size", size)
register.filter("plain_number", plain_number)
register.filter("percent", percent)
register.filter("change", change)
register.filter("spoken_date", date_words)
register.filter("month_name", month_name)
