"""Tokens at rest: encrypted with MultiFernet, the first key encrypts, every key decrypts, so keys can be changed in use."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class SecretsLost(RuntimeError):
    """No key that we have opens what is kept: the account has to be connected again."""


class Secrets(dict[str, str]):
    """Names and values of secrets. Printing it shows the names alone."""

    def __repr__(self) -> str:
        return f"<Secrets {', '.join(sorted(self))}>"

    __str__ = __repr__


def _fernet() -> MultiFernet:
    """Keys of any length are stretched to what Fernet wants; without SHARING_KEYS the site's own secret is the key."""
    keys = settings.SHARING_KEYS or [settings.SECRET_KEY]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"throughline sharing " + key.encode()).digest())) for key in keys])


def seal(secrets: Mapping[str, str]) -> str:
    return _fernet().encrypt(json.dumps(dict(secrets), sort_keys=True).encode()).decode() if secrets else ""


def unseal(kept: str) -> Secrets:
    """Raises SecretsLost when the keys have changed."""
    if not kept:
        return Secrets()
    try:
        return Secrets(json.loads(_fernet().decrypt(kept.encode())))
    except InvalidToken as problem:
        raise SecretsLost("No key of SHARING_KEYS opens the kept tokens.") from problem


def rotate(kept: str) -> str:
    """The same secrets under the first key."""
    try:
        return _fernet().rotate(kept.encode()).decode() if kept else ""
    except InvalidToken as problem:
        raise SecretsLost("No key of SHARING_KEYS opens the kept tokens.") from problem


class SecretsField(models.TextField):
    """Kept encrypted as text; read it with `sharing.secrets.unseal` where it is needed, nowhere else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def value_to_string(self, obj: models.Model) -> str:
        """Never in an export."""
        return ""
