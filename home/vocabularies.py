"""Vocabularies come from files with natural keys; what editors have made of them since stays."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.db import models, transaction
from wagtail.models import ModelLogEntry

from content.models import HashtagAlias, MethodAlias


@dataclass
class Loaded:
    inserted: int = 0
    renewed: int = 0
    left: int = 0


@transaction.atomic
def load(folder: Path) -> Loaded:
    """All files of a folder, parents before their children."""
    done = Loaded()
    waiting = [row for path in sorted(folder.glob("*.json")) for row in json.loads(path.read_text(encoding="utf-8"))]
    while waiting:
        later = [row for row in waiting if not _load_row(row, done)]
        if len(later) == len(waiting):
            raise ValueError(f"Nothing named so that these could point to: {', '.join(_names(later))}")
        waiting = later
    return done


def _load_row(row: dict, done: Loaded) -> bool:
    """False when the row points to another one that is not there yet."""
    try:
        deserialized = next(iter(serializers.deserialize("python", [row], handle_forward_references=True)))
    except serializers.base.DeserializationError as problem:
        raise ValueError(f"{row}: {problem}") from problem
    if deserialized.deferred_fields:
        return False
    term = deserialized.object
    kept = type(term)._base_manager.filter(pk=term.pk).first() if term.pk else None
    if kept is None:
        if not _was_merged(term):
            term.save()
            _save_many(term, deserialized.m2m_data)
            done.inserted += 1
    elif _differs(kept, row) and not _was_edited(kept):
        for name in row["fields"]:
            if name not in (deserialized.m2m_data or {}):
                setattr(kept, name, getattr(term, name))
        kept.save()
        _save_many(kept, deserialized.m2m_data)
        done.renewed += 1
    else:
        done.left += 1
    return True


def _differs(kept: models.Model, row: dict) -> bool:
    """Does the file say anything else than what is kept?"""
    now = serializers.serialize("python", [kept], use_natural_foreign_keys=True, fields=list(row["fields"]))[0]["fields"]
    return any(_plain(now.get(name)) != _plain(value) for name, value in row["fields"].items())


def _plain(value: object) -> str:
    return json.dumps(value, default=str) if isinstance(value, list | tuple | dict) else str(value if value is not None else "")


def _was_edited(term: models.Model) -> bool:
    return ModelLogEntry.objects.for_instance(term).exists()


def _was_merged(term: models.Model) -> bool:
    """Editors merged it into another one: its key is an alias now."""
    aliases = {"method": MethodAlias, "hashtag": HashtagAlias}.get(term._meta.model_name)
    if aliases is None:
        return False
    key = term.slug or term.name.casefold()
    return aliases.objects.filter(key=key).exists()


def _save_many(term: models.Model, related: dict | None) -> None:
    for name, values in (related or {}).items():
        getattr(term, name).set(values)


def _names(rows: list[dict]) -> Iterator[str]:
    for row in rows:
        yield f"{apps.get_model(row['model'])._meta.verbose_name} {row['fields'].get('slug') or row['fields'].get('name')}"
