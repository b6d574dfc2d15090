"""What every page is built with: icons of the one sprite file."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the icon ``name`` of ``icons/sprite.svg``, as decoration: screen readers pass over it."""
    source = f"{static('icons/sprite.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', source)
