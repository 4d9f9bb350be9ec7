"""After a new key stands first in SHARING_KEYS: every kept token is encrypted with it, so that the old key can go."""

from django.core.management.base import BaseCommand

from sharing.models import Account
from sharing.secrets import SecretsLost, rotate


class Command(BaseCommand):
    help = "Encrypt every kept token with the first key of SHARING_KEYS. Running it twice does no harm."

    def handle(self, *args: object, **options: object) -> None:
        rows = Account.objects.exclude(secrets="")
        done, all_of_them = 0, rows.count()
        for account in rows:
            try:
                # A token that is renewed at this moment is written with the first key anyway.
                done += Account.objects.filter(pk=account.pk, secrets=account.secrets).update(secrets=rotate(account.secrets))
            except SecretsLost:
                self.stdout.write(f"{account}: no key opens it. Connect it again, or put its key back into SHARING_KEYS.")
        self.stdout.write(f"{done} of {all_of_them} accounts are under the first key.")
