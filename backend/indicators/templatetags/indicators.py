"""Indicators on a page: ``{{ target|target_words }}``, ``{{ one|told:"text" }}`` in the reader's language."""

from django import template

from backend.indicators.register_words import register_words
from backend.indicators.wording import baseline_words, fed_words, in_language, plain, target_words, value_words

register = template.Library()
register.filter("told", in_language)
register.filter("target_words", target_words)
register.filter("value_words", value_words)
register.filter("baseline_words", baseline_words)
register.filter("fed_words", fed_words)
register.filter("plain", plain)
register.filter("register_words", register_words)
