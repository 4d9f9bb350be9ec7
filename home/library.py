"""The first resources of a new site: what the founding paper names, and a few more, each with its source. Brought in once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from members.models import Organization
from resources.models import ResourceIndexPage, ResourceLink, ResourcePage
from sharing.models import ExternalAccount, ExternalHandle

FOLDER: Path = settings.BASE_DIR / "fixtures" / "library"
FOUNDING_PAPER = "CMHA Ontario, “3 ways to leverage social media for quality improvement of mental health and addictions services”"
BY_KEY = ("organizations", "methods", "topics", "care_settings", "audiences")
MARK = "library"  # in the log of changes, so that what editors renamed or deleted does not come back


def load() -> int:
    """Bring in what was never brought in. Returns how many resources are new."""
    known = _known()
    for row in _rows("organizations"):
        _bring_organization(row, known)
    for row in _rows("outside_accounts"):
        _bring_outside_account(row, known)
    new = [row for row in _rows("resources") if row["slug"] not in known and not ResourcePage.objects.filter(slug=row["slug"]).exists()]
    for row in new:
        _bring(row)
    return len(new)


def _known() -> set[str]:
    logs = (PageLogEntry, ModelLogEntry)
    return {key for entries in logs for key in entries.objects.filter(data__has_key=MARK).values_list(f"data__{MARK}", flat=True)}


def _rows(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def _bring_organization(row: Mapping[str, Any], known: set[str]) -> None:
    if row["slug"] in known or Organization.objects.filter(models.Q(slug=row["slug"]) | models.Q(name=row["name"])).exists():
        return
    log(instance=Organization.objects.create(**row), action="wagtail.edit", data={MARK: row["slug"]})


@transaction.atomic
def _bring_outside_account(row: Mapping[str, Any], known: set[str]) -> None:
    """Whom the founding paper names, by the name it gives on X. Nobody has looked since whether the account is still theirs."""
    mark = f"outside-{row['slug']}"
    if mark in known or ExternalAccount.objects.filter(slug=row["slug"]).exists():
        return
    plain = {name: value for name, value in row.items() if name not in ("organization", "handles")}
    organization = Organization.objects.filter(slug=row["organization"]).first() if row["organization"] else None
    account = ExternalAccount.objects.create(**plain, organization=organization, source=FOUNDING_PAPER)
    for network, handle in row["handles"].items():
        ExternalHandle.objects.create(owner=account, network=network, handle=handle)
    log(instance=account, action="wagtail.edit", data={MARK: mark})


@transaction.atomic
def _bring(row: Mapping[str, Any]) -> None:
    """Open to all at once: it comes with the site, as its vocabularies do. Nobody has seen its links yet."""
    plain = {name: value for name, value in row.items() if name not in (*BY_KEY, "links")}
    page = ResourceIndexPage.objects.get().add_child(instance=ResourcePage(live=False, **plain))
    for name in BY_KEY:
        model = ResourcePage._meta.get_field(name).related_model
        setattr(page, name, [model.objects.get(slug=slug) for slug in row.get(name, [])])
    page.links = [ResourceLink(sort_order=place, **link) for place, link in enumerate(row["links"])]
    page.save_revision().publish()
    log(instance=page, action="wagtail.edit", data={MARK: row["slug"]})
