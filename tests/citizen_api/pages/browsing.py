"""A browser without JavaScript: it opens pages, reads their forms, fills them in and presses their buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

_EMPTY = {"input", "meta", "link", "img", "br", "hr"}
_IGNORED = {"submit", "button", "file", "image"}


@dataclass
class Form:
    """A form as it stands in the page: where it goes, and what it would send."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)  # of radio buttons and ticks
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the forms, the visible text and the ids of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self._form: Form | None = None
        self._area = ""
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self.links.append(said.get("href", ""))
        elif tag == "img":
            self.images.append(said.get("src", ""))
        elif tag in {"script", "style"}:
            self._hidden = tag
        elif self._form is not None:
            self._read_field(tag, said, self._form)

    def _read_field(self, tag: str, said: dict[str, str], form: Form) -> None:
        name, kind, value = said.get("name", ""), said.get("type", "text"), said.get("value", "")
        if tag == "button" and kind != "button":
            form.buttons.append((name, value))
        elif tag == "textarea":
            self._area = name
            form.fields[name] = [""]
        elif tag == "input" and kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in said:
                form.fields.setdefault(name, []).append(value)
        elif tag == "input" and kind not in _IGNORED and name:
            form.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area][0] += data.removeprefix("\n")
        elif not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


class Page:
    """An answer, read as a person reads it."""

    def __init__(self, response: HttpResponse, path: str) -> None:
        self.response = response
        self.status = response.status_code
        self.path = path
        reader = _Reader()
        reader.feed(response.content.decode())
        self.forms, self.ids, self.links, self.images = reader.forms, reader.ids, reader.links, reader.images
        self.text = " ".join(reader.words)

    def form(self, ending: str = "/") -> Form:
        """Return the form whose address ends so."""
        return next(form for form in self.forms if form.method == "post" and form.action.endswith(ending))

    def values(self, name: str, ending: str = "/") -> list[str]:
        return self.form(ending).fields.get(name, [])


class Browser:
    """Keeps cookies from page to page."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, path: str, **headers: str) -> Page:
        """Open ``path``, following redirects."""
        response: Any = self.client.get(path, follow=True, headers=headers)
        return Page(response, _last(response, path))

    def press(
        self,
        page: Page,
        button: str = "send",
        *,
        ending: str = "/",
        photos: Sequence[bytes] = (),
        name: str = "act",
        **filled: str | Sequence[str],
    ) -> Page:
        """Fill in the form and press the button ``name=button``; follow where it leads."""
        form = page.form(ending)
        assert (name, button) in form.buttons or not button, form.buttons
        data: dict[str, Any] = {**form.fields, **_named(filled)}
        if button:
            data[name] = [button]
        if photos:
            data["photos"] = [SimpleUploadedFile(f"{i}.jpg", raw, "image/jpeg") for i, raw in enumerate(photos)]
        response: Any = self.client.post(urljoin(page.path, form.action), data, follow=True)
        return Page(response, _last(response, form.action))


def _named(filled: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """Return the fields by their own names: ``answers__since_when`` stands for ``answers.since_when``."""
    return {
        name.replace("__", "."): [value] if isinstance(value, str) else list(value) for name, value in filled.items()
    }


def _last(response: Any, path: str) -> str:
    chain = response.redirect_chain
    return urlsplit(chain[-1][0])._replace(scheme="", netloc="").geturl() if chain else path
