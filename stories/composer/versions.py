"""Which words the writer last saw: a short print per answer, so that two writers never overwrite each other.

A form carries the prints of the answers that it showed. When it comes back, each answer is compared three ways:
only mine changed, mine stands; only theirs changed, theirs stands; both changed and differ, the writer chooses.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


def print_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True, default=str).encode()).hexdigest()[:16]


def prints_of(values: dict[str, Any]) -> dict[str, str]:
    return {name: print_of(value) for name, value in values.items()}


def written(prints: dict[str, str]) -> str:
    """The prints as the form's hidden field."""
    return " ".join(f"{name}:{print_}" for name, print_ in sorted(prints.items()))


def read(words: str) -> dict[str, str]:
    """The prints back from the form; nonsense is no print, and then every difference is asked about."""
    return {name: print_ for name, _, print_ in (pair.partition(":") for pair in words[:4000].split()) if print_}


@dataclass
class Merge:
    """What became of each answer that differs from the draft."""

    mine: list[str] = field(default_factory=list)  # to be saved
    conflicts: list[str] = field(default_factory=list)  # both changed it: the writer chooses


def merge(*, base: dict[str, str], mine: dict[str, Any], theirs: dict[str, Any], chosen: dict[str, str]) -> Merge:
    """Compare three ways. `chosen` holds the writer's decision for answers shown to them as a conflict."""
    merged = Merge()
    for name, value in mine.items():
        if value == theirs[name]:
            continue
        if base.get(name) == print_of(value) or chosen.get(name) == "theirs":
            continue  # I left it as it was: theirs stands
        if base.get(name) == print_of(theirs[name]):
            merged.mine.append(name)
        else:
            merged.conflicts.append(name)
    return merged
