"""Fill the page editor of Wagtail as a browser would: take what the form holds, change a little, send it."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, form_id: str | None) -> None:
        super().__init__()
        self.form_id, self.inside, self.fields, self.text, self.select = form_id, False, {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id if self.form_id else "data-edit-form" in attrs
        if not self.inside:
            return
        if tag == "input" and attrs.get("name") and attrs.get("type") not in {"submit", "file"}:
            if attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs:
                self.fields.setdefault(attrs["name"], []).append(attrs.get("value", ""))
        elif tag == "textarea" and attrs.get("name"):
            self.text = attrs["name"]
            self.fields[self.text] = [""]
        elif tag == "select":
            self.select = attrs.get("name")
        elif tag == "option" and self.select and "selected" in attrs:
            self.fields.setdefault(self.select, []).append(attrs.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.text:
            self.fields[self.text][0] += data


def editor_form(client, address: str, **changes) -> dict:
    """What the editor at this address would send, with changes."""
    return _sent(client, address, "page-edit-form", "title", changes)


def snippet_form(client, address: str, **changes) -> dict:
    """The same for a snippet, whose form bears no name: its first field says which one it is."""
    return _sent(client, address, None, "name", changes)


def _sent(client, address: str, form_id: str | None, first: str, changes: dict) -> dict:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    reader = _Fields(form_id)
    reader.feed(answer.content.decode())
    assert first in reader.fields
    return {**reader.fields, **changes}
