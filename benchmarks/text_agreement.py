"""How far counting and extracting agree with reference cases: python -m benchmarks.text_agreement FILE [FILE ...]

Reads files `tests: {section: [case]}`, YAML or JSON, a case with `description`, `text` and `expected`: the format of the official
suite for posts on X. What a section asks for is told by its name and by the shape of what is expected, so that other files of this
format work too. `config_v2.json` and `config_v3.json` beside a file (or v2.json, v3.json) are used where they lie, else the same rules
built in. Prints per section how many cases agree, and each difference; ends with 1 when there is one.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from sharing.text import extracting as found_in
from sharing.text.counting import TODAY, Rules, weigh
from sharing.text.validating import is_hashtag, is_link, is_list, is_username

Case = dict[str, Any]
Answer = Callable[[str], Any]

RULES_2 = replace(TODAY, knows_emoji=False)
RULES_1 = Rules(most=140, scale=1, weight=1, ranges=(), link=23, knows_emoji=False)  # of 140 characters
UNREAD = object()  # a section that asks for something we have not, such as HTML

IS_VALID: dict[str, Answer] = {
    "tweets": lambda text: weigh(text, RULES_1).is_valid,
    "usernames": is_username,
    "lists": is_list,
    "hashtags": is_hashtag,
    "urls": is_link,
    "urls_without_protocol": lambda text: is_link(text, needs_protocol=False),
}


def _mentions_or_lists(text: str) -> list[Case]:
    found = found_in.mentions_or_lists_with_indices(text)
    return [{"screen_name": each.name, "list_slug": each.slug, "indices": [each.start, each.end]} for each in found]


WITH_INDICES: dict[str, Answer] = {
    "list_slug": _mentions_or_lists,
    "screen_name": lambda text: [
        {"screen_name": each.name, "indices": [each.start, each.end]} for each in found_in.mentions_with_indices(text)
    ],
    "hashtag": lambda text: [{"hashtag": each.text, "indices": [each.start, each.end]} for each in found_in.hashtags_with_indices(text)],
    "cashtag": lambda text: [{"cashtag": each.text, "indices": [each.start, each.end]} for each in found_in.cashtags_with_indices(text)],
    "url": lambda text: [{"url": each.url, "indices": [each.start, each.end]} for each in found_in.links_with_indices(text)],
}
PLAIN: dict[str, Answer] = {
    "mention": found_in.mentions,
    "hashtag": found_in.hashtags,
    "cashtag": found_in.cashtags,
    "url": found_in.links,
    "country": found_in.links,
    "generic": found_in.links,
    "tld": found_in.links,
}
NAMED = {"mentions_or_lists": "list_slug", "mention": "screen_name", "hashtag": "hashtag", "cashtag": "cashtag", "url": "url"}


def rules_for(section: str, path: Path) -> Rules:
    number = "2" if section == "WeightedTweetsCounterTest" else "3"
    for place in (path.parent, path.parent.parent / "config"):
        for name in (f"config_v{number}.json", f"v{number}.json"):
            if (place / name).is_file():
                return Rules.read(json.loads((place / name).read_text(encoding="utf-8")))
    return RULES_2 if number == "2" else TODAY


def weighed(text: str, rules: Rules) -> Case:
    found = weigh(text, rules)
    return {
        "weightedLength": found.weight,
        "valid": found.is_valid,
        "permillage": found.permillage,
        "displayRangeStart": 0,
        "displayRangeEnd": found.shown_to,
        "validRangeStart": 0,
        "validRangeEnd": found.valid_to,
    }


def answer(section: str, case: Case, path: Path) -> Any:
    text, expected = str(case.get("text") or ""), case.get("expected")
    if isinstance(expected, dict) and "weightedLength" in expected:
        return {name: value for name, value in weighed(text, rules_for(section, path)).items() if name in expected}
    if isinstance(expected, bool):
        return IS_VALID[section](text) if section in IS_VALID else UNREAD
    if section == "lengths" and isinstance(expected, int):
        return weigh(text, RULES_1).weight
    if section.startswith("repl"):
        return found_in.reply_to(text)
    if not isinstance(expected, list):
        return UNREAD
    if expected and isinstance(expected[0], dict):
        key = next((name for name in WITH_INDICES if name in expected[0]), "")
    elif not expected and ("indices" in section or "directional" in section):
        key = next((key for name, key in NAMED.items() if name in section), "")
    else:
        plain = next((read for name, read in PLAIN.items() if name in section.lower()), None)
        return plain(text) if plain and all(isinstance(each, str | int) for each in expected) else UNREAD
    return WITH_INDICES[key](text) if key else UNREAD


def _comparable(value: Any) -> Any:
    """YAML reads the name 12345 as a number where it is not quoted."""
    return [each if isinstance(each, dict) else str(each) for each in value] if isinstance(value, list) else value


def cases(path: Path) -> Iterator[tuple[str, Case]]:
    said = path.read_text(encoding="utf-8")
    tests = (json.loads(said) if path.suffix == ".json" else yaml.load(said, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))["tests"]
    for section, listed in tests.items():
        for case in listed or []:
            yield section, case


def agreement(path: Path) -> dict[str, tuple[int, int, list[tuple[Case, Any]]]]:
    """By section: cases, those not read, and those that differ with what was found."""
    sections: dict[str, tuple[int, int, list[tuple[Case, Any]]]] = {}
    for section, case in cases(path):
        number, unread, differing = sections.get(section, (0, 0, []))
        found = answer(section, case, path)
        if found is UNREAD:
            unread += 1
        elif _comparable(found) != _comparable(case["expected"]):
            differing.append((case, found))
        sections[section] = (number + 1, unread, differing)
    return sections


def _shown(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 300 else f"{said[:300]}…"


def main(paths: list[str]) -> int:
    total = agreed = 0
    for path in map(Path, paths):
        for section, (number, unread, differing) in agreement(path).items():
            read = number - unread
            total, agreed = total + read, agreed + read - len(differing)
            print(f"{path.name}: {section}: {read - len(differing)}/{read} agree{f', {unread} not read' if unread else ''}")
            for case, found in differing:
                print(f"  {case.get('description', '')}\n    text     {_shown(case.get('text'))}")
                print(f"    expected {_shown(case['expected'])}\n    found    {_shown(found)}")
    print(f"{agreed} of {total} cases agree")
    return 0 if agreed == total else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
