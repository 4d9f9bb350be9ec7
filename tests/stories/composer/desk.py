"""A writer with a browser without scripts: opens a step, reads what its form shows, types, presses a button."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from content.models import BasePage
from members.models import User
from stories.models import StoryPage


class Sheet:
    """One step as it lies before the writer. Several may lie open at once, as windows do."""

    def __init__(self, client: Client, url: str, answer: HttpResponse) -> None:
        self.client, self.url, self.answer = client, url, answer
        self.page = BeautifulSoup(answer.content, "html.parser")
        self.answers = _answers_in(self.page.find(id="write"))

    def __getitem__(self, name: str) -> str:
        return self.answers.get(name, [""])[0]

    def write(self, answers: dict[str, Any] | None = None, **more: Any) -> "Sheet":
        for name, value in {**(answers or {}), **more}.items():
            self.answers[name] = value if isinstance(value, list) else [value]
        return self

    def write_rows(self, name: str, *rows: dict[str, Any]) -> "Sheet":
        """The whole list as it shall be, whatever stood there."""
        for key in [key for key in self.answers if key.startswith(f"{name}-")]:
            del self.answers[key]
        self.write({f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": "0"})
        for place, row in enumerate(rows):
            self.write({f"{name}-{place}-{column}": value for column, value in row.items()})
        return self

    def rows(self, name: str) -> list[dict[str, str]]:
        """What stands in each row, empty answers left out."""
        found = []
        for place in range(int(self[f"{name}-TOTAL_FORMS"])):
            start = f"{name}-{place}-"
            row = {key.removeprefix(start): value[0] for key, value in self.answers.items() if key.startswith(start) and value[0]}
            found.append(row)
        return found

    def press(self, then: str = "save", **more: Any) -> HttpResponse:
        return self.client.post(self.url, {**self.answers, "then": then, **more})

    def pressed(self, then: str = "save", **more: Any) -> "Sheet":
        """The page that comes back when something needs another look."""
        return Sheet(self.client, self.url, self.press(then, **more))

    def save_by_itself(self) -> HttpResponse:
        """What the script does: posts without files, and takes up the new version."""
        answer = self.client.post(self.url, self.answers, headers={"Accept": "application/json"})
        if "version" in answer.json():
            self.answers["version"] = [answer.json()["version"]]
        return answer

    @property
    def complaints(self) -> str:
        summary = self.page.find(class_="error-summary")
        return summary.get_text(" ", strip=True) if summary else ""


def _answers_in(form: Tag | None) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for control in form.find_all(["input", "textarea", "select"]) if form else []:
        name, kind = control.get("name"), control.get("type")
        if not name or control.find_parent("template") or kind in ("file", "submit"):
            continue
        if kind in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        if control.name == "select":
            values = [option.get("value", "") for option in control.find_all("option") if option.has_attr("selected")][:1] or [""]
        elif control.name == "textarea":
            values = [control.get_text().removeprefix("\n")]
        else:
            values = [control.get("value", "")]
        answers.setdefault(name, []).extend(values)
    answers.pop("csrfmiddlewaretoken", None)
    return answers


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def step_url(page: BasePage, step: str = "about") -> str:
    return reverse("write_story", args=[page.pk, step]) if isinstance(page, StoryPage) else reverse("write_lesson", args=[page.pk])


def open_step(page: BasePage, step: str = "about", *, by: User | None = None) -> Sheet:
    client, url = sign_in(by or page.owner), step_url(page, step)
    answer = client.get(url)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    return Sheet(client, url, answer)


def draft_of(page: BasePage) -> Any:
    """What is kept, as the next visit finds it."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
