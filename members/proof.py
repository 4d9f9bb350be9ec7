"""Three small hurdles for machines at sign-up: work for the browser, or a word to type; and a form that nobody fills in a blink."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

import altcha
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from members.models import SpentChallenge

VALID_FOR = 60 * 60  # seconds that a person may take over the form
ALGORITHM = "PBKDF2/SHA-256"
WORD_SALT = "members.proof.word"
CLOCK_SALT = "members.proof.clock"
WORDS = {
    "en": ["lantern", "harbour", "maple", "bridge", "kettle", "morning", "pencil", "window", "garden", "river", "button", "candle"],
    "fr": ["lanterne", "colline", "pont", "bouilloire", "matin", "crayon", "jardin", "bouton", "chandelle", "cuisine", "panier", "livre"],
}


def new_challenge() -> dict:
    """Work for the browser: about a second of arithmetic, signed so that nobody can make it lighter."""
    challenge = altcha.create_challenge(
        ALGORITHM, cost=settings.SIGN_UP_WORK, expires_at=int(time.time()) + VALID_FOR, hmac_secret=_secret()
    )
    return challenge.to_dict()


def mark_of_work(payload: str) -> str:
    """The mark of work that was done for a challenge of ours, or nothing."""
    if not altcha.verify_solution(payload, _secret()).verified:
        return ""
    return _mark(altcha.Payload.from_base64(payload).challenge.signature or "")


@dataclass(frozen=True)
class WordToType:
    """A word in the reader's language, and the seal that remembers which one it was."""

    word: str
    seal: str


def new_word() -> WordToType:
    word = secrets.choice(WORDS.get(get_language() or "en", WORDS["en"]))
    return WordToType(word, signing.dumps([word, secrets.token_urlsafe(9)], salt=WORD_SALT))


def mark_of_word(typed: str, seal: str) -> str:
    """The mark of a word that was typed as asked, or nothing."""
    try:
        word, _nonce = signing.loads(seal, salt=WORD_SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return _mark(seal) if typed.strip().strip("«»“”\"'").casefold() == word else ""


def spend(mark: str) -> bool:
    """Each proof counts once."""
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(mark=mark)
    except IntegrityError:
        return False
    return True


def forget_spent() -> None:
    """A challenge that has run out needs no mark any more."""
    SpentChallenge.objects.filter(spent_at__lte=timezone.now() - timedelta(seconds=2 * VALID_FOR)).delete()


def start_clock() -> str:
    return signing.TimestampSigner(salt=CLOCK_SALT).sign("shown")


def seconds_since(clock: str) -> float | None:
    """How long the form was open; None for a clock that is not ours."""
    try:
        signing.TimestampSigner(salt=CLOCK_SALT).unsign(clock)
        shown_at = signing.b62_decode(clock.split(":")[1])
    except (signing.BadSignature, IndexError, ValueError):
        return None
    return time.time() - shown_at


def _secret() -> str:
    return salted_hmac("members.proof.work", "challenge").hexdigest()


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
