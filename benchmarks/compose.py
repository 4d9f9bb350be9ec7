"""Texts that were made to be slow: python -m benchmarks.compose

Each function of sharing/text/ reads each text at 25, 50 and 100 kB. Linear means: twice the text, about twice the time. Prints the
slowest text of every function with how the time grew from 25 to 100 kB (4 is linear), and ends with 1 when any grew faster than
8 times and took longer than a second.
"""

import sys
import time
from collections.abc import Callable

from sharing.text import bluesky, camel, counting, cutting, extracting, filling, graphemes, little_text, mastodon, validating
from sharing.text.composed import compose
from sharing.text.facts import Facts

SIZES = (25_000, 50_000, 100_000)
QUICK = 0.1  # seconds for 100 kB: nothing to look at
TOO_STEEP, TOO_LONG = 8, 1.0
REPEATED = {
    "a.": "a.", "#": "#", "@": "@", "http://": "http://", "a-": "a-", "-": "-", "_": "_", ".": ".", "com.": "com.", "a.com/": "a.com/",
    "a.com": "a.com", "#a": "#a", "#1": "#1", "@a": "@a", "@a@": "@a@b.", "$a": " $a", "rt": "rt", "rt@": "rt@a", "digits": "1",
    "letters": "a", "spaces": " ", "line ends": "\r\n", "brackets": "(", "pairs": "()", "a.co/(": "a.co/(", "path(": "a.co/(a", "dots in path": "a.co/.(a)",
    "question": "a.co/?", "colon": "a.co:1", "xn--": "xn--", "xn--a.": "xn--a.", "tld": ".みんな", "dotted tld": "a.みんな", "kanji dots": "日。", "accents": "e\u0301",
    "marks": "\u0301", "joiners": "\u200d", "emoji joined": "👩\u200d", "families": "👨\u200d👩\u200d👧\u200d👦", "regions": "🇨", "flags": "🇨🇦", "tones": "🏽",
    "selectors": "\ufe0f", "keycaps": "1\ufe0f\u20e3", "astral": "𠀡", "hebrew": "שּׁ", "directions": "\u202a", "forbidden": "\uffff", "hash marks": "#\ufe0f",
    "t.co": "http://t.co/", "t.co long": "http://t.co/abc?", "braces": "{", "placeholder": "{title}", "nested": "{{title", "escapes": "\\", "little": "{hashtag|\\#|a}",
    "quotes": "\"'", "sentences": "A. ", "words": "word ", "paragraphs": "a\n\n", "ellipsis": "…", "commas": ", ", "dashes": " – ", "apostrophes": "l'a ",
    "list": "@a/b ", "mastodon": "@a@b.c ", "written": "http://a) ", "written (": "http://(", "written )": "http://a)))",
}  # fmt: skip


def texts(size: int) -> dict[str, str]:
    plain = {name: (part * (size // len(part) + 1))[:size] for name, part in REPEATED.items()}
    half = size // 2
    return plain | {
        "one long host": "http://" + "a" * (size - 11) + ".com",
        "labels, bad end": "a." * half + "!",
        "labels, tld": "a." * half + "com",
        "underscores, tld": "a_" * half + ".com",
        "path open": "http://a.com/" + "(" + "a" * size,
        "spaces then @": " " * size + "@",
        "tag then link": "#" + "a" * half + "://" + "a" * half,
        "marks then tag": "\u0301" * size + "#a",
        "unicode host": "http://" + "é" * size + ".com",
    }


FACTS = Facts(title="A title", finding="A finding that holds.", caution="Few sites.", hashtags=["EQIPON", "patient safety"])
TEMPLATE = "{title}\n\n{finding} {caution}\n\n{aim}\n{lesson}\n\n{link}\n{hashtags} {mentions}"


def _composed(facts: Facts, template: str = TEMPLATE, most_parts: int = 4) -> list[str]:
    return compose(
        template, facts, network="x", link="https://throughline.example/s/a/", mentions=[], count=counting.x_count, most_parts=most_parts
    )


def _is_short(text: str) -> bool:
    return counting.x_weight(text) <= 280


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "x_count": counting.x_count,
    "graphemes": graphemes.graphemes,
    "bluesky.count": bluesky.count,
    "bluesky.facets": lambda text: bluesky.facets(text, {"@a.example": "did:plc:a"}),
    "mastodon.count": lambda text: mastodon.count(text, "a note"),
    "little_text.escape": little_text.escape,
    "little_text.plain": little_text.plain,
    "little_text.count": little_text.count,
    "links": extracting.links,
    "hashtags": extracting.hashtags,
    "mentions": extracting.mentions_or_lists_with_indices,
    "cashtags": extracting.cashtags,
    "reply_to": extracting.reply_to,
    "is_link": validating.is_link,
    "is_username": validating.is_username,
    "is_list": validating.is_list,
    "is_hashtag": validating.is_hashtag,
    "camel.hashtag": camel.hashtag,
    "cut": lambda text: cutting.cut(text, _is_short),
    "thread": lambda text: cutting.thread(text, _is_short, 4),
    "fill": lambda text: filling.fill(TEMPLATE, {"title": filling.plain(text), "finding": "", "aim": text, "link": "", "hashtags": ""}),
    "compose, long title": lambda text: _composed(Facts(title=text, finding="It fell.", language="fr")),
    "compose, long lesson": lambda text: _composed(Facts(title="A title", lesson=text, aim=text), most_parts=1),
    "compose, long finding": lambda text: _composed(Facts(title="A title", finding=text, hashtags=[text])),
}


def seconds(function: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began


def main() -> int:
    by_size = [texts(size) for size in SIZES]
    is_steep = False
    print(f"{'function':24} {'slowest text':18} {'25 kB':>9} {'50 kB':>9} {'100 kB':>9}   grew")
    for name, function in FUNCTIONS.items():
        rows = []
        for text in by_size[0]:
            whole = seconds(function, by_size[2][text])
            if whole < QUICK:
                continue
            took = [*(seconds(function, each[text]) for each in by_size[:2]), whole]
            rows.append((took[2] / max(took[0], 0.001), text, took))
        if not rows:
            print(f"{name:24} every text of 100 kB below {QUICK * 1000:.0f} ms")
            continue
        rows.sort(key=lambda row: -row[2][2])
        steep = [row for row in rows if row[0] > TOO_STEEP and row[2][2] > TOO_LONG]
        is_steep = is_steep or bool(steep)
        for growth, text, took in [*rows[:1], *(row for row in steep if row is not rows[0])]:
            times = " ".join(f"{each * 1000:6.0f} ms" for each in took)
            print(f"{name:24} {text:18} {times}   {growth:.1f}{'  TOO STEEP' if growth > TOO_STEEP and took[2] > TOO_LONG else ''}")
    print("Some grow faster than the text." if is_steep else "All grow with the text.")
    return int(is_steep)


if __name__ == "__main__":
    sys.exit(main())
