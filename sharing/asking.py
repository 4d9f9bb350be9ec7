"""Speaking to a network as one of our accounts: with tokens that are good, and once more with fresh ones where these are not taken."""

from collections.abc import Callable
from typing import TypeVar

from sharing import signing_in
from sharing.channels.base import LoggedOut, Login
from sharing.models import Account

Answer = TypeVar("Answer")


def as_account(account: Account, act: Callable[[Login], Answer]) -> Answer:
    """Raises what the channel raises; LoggedOut only when a person has to sign in again. A refused token has created nothing."""
    login = signing_in.login_of(account)
    try:
        return act(login)
    except LoggedOut:
        fresh = signing_in.login_of(account, refused=login)
    try:
        return act(fresh)
    except LoggedOut as problem:
        signing_in.must_sign_in_again(account, "refused", problem.detail)
        raise
