"""manage.py with little patience: networks get seconds instead of a minute, and what waits for half an hour waits for half a minute.

The order of all waits stays: a request is given up before its claim ends, and a claim ends before anybody looks. For the crash test.
"""

import os
import sys
from datetime import timedelta

CLAIM_SECONDS = 12


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_site.settings")
    os.environ["SHARING_CLAIM_SECONDS"] = str(CLAIM_SECONDS)
    import django

    django.setup()
    from django.core.management import execute_from_command_line

    from sharing import breaker, looking, outcomes
    from sharing.channels import http

    http.CONNECT_SECONDS, http.READ_SECONDS, http.ALL_SECONDS = 1.0, 1.5, 3.0
    outcomes.LOOKS = [timedelta(seconds=seconds) for seconds in (4, 6, 10, 20)]
    looking.SECOND_LOOK = timedelta(seconds=5)
    breaker.FIRST_WAIT, breaker.LONGEST_WAIT, breaker.PROBE = timedelta(seconds=1), timedelta(seconds=10), timedelta(seconds=15)
    breaker.REST = {"no-credit": timedelta(seconds=5), "suspended": timedelta(seconds=5)}
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
