"""What it costs to count a question, in processor time: in the reader's way, and after the answer has left.

python -m benchmarks.asked [how many]
"""

import os
import sys
from statistics import median, quantiles
from time import process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_site.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from search import afterwards, counting  # noqa: E402


def main(rounds: int) -> None:
    """Half of the questions are new, half were asked before. Everything is rolled back."""
    in_the_way, afterwards_took = [], []
    with transaction.atomic():
        for number in range(rounds):
            began = process_time()
            counting.note(f"fewer falls on ward {number if number % 2 else 0}", "en", found=3, milliseconds=12)
            told = process_time()
            afterwards.work_off()
            in_the_way.append((told - began) * 1000)
            afterwards_took.append((process_time() - told) * 1000)
        transaction.set_rollback(True)
    for name, took in (("in the reader's way", in_the_way), ("after the answer has left", afterwards_took)):
        print(f"{connection.vendor}, {name}: p50 {median(took):.3f} ms, p95 {quantiles(took, n=20)[-1]:.3f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
