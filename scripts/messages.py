"""French of the site: lists what has none yet, then compiles locale/fr/LC_MESSAGES/django.po. Plain Python: gettext need not be installed.

The catalogue is written by hand, in an order that people can follow; nothing is moved or removed by this script.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"

WHOLLY_FRENCH = (
    "templates",
    "home",
    "search",
    "resources",
    "stories",
    "editorial",
    "sharing",
    "measures",
    "members",
    "content",
    "cop_site",
)

TEMPLATES = {".html", ".txt"}
MARKS_COME_FROM = "django.utils.translation"
MARKS = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"}
WITH_PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
MARKED_IN_TEMPLATE = re.compile(r"""\b(?:_|n?p?gettext)\((?:[^"')]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\)""")

Messages = dict[str, str]  # as .mo files keep them: context, \x04, text; \0 between singular and plural


def main() -> int:
    messages = read_po(CATALOGUE.read_text(encoding="utf-8"))
    lacking = {place: lacking_in(place, messages) for place in WHOLLY_FRENCH}
    for place, texts in lacking.items():
        for text in texts:
            print(f"No French yet in {place}: {text!r}")
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(messages))
    print(f"{len(messages) - 1} messages compiled.")
    return 1 if any(lacking.values()) else 0


def lacking_in(place: str, messages: Messages) -> list[str]:
    """The texts of a folder or a file of the project that have no French. An entry with a plural serves for its singular alone, too."""
    singulars = {text.partition("\0")[0] for text in messages}
    return [text for text in sentences_in(ROOT / place) if text not in messages and text not in singulars]


def sentences_in(place: Path) -> list[str]:
    """Each text that the modules and templates of this place mark for translation, once, in the order of the files."""
    files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if "migrations" not in path.parts)
    return list(dict.fromkeys(text for path in files for text in _sentences_of(path)))


def _sentences_of(path: Path) -> Iterator[str]:
    if path.suffix == ".py":
        yield from _marked(ast.parse(path.read_text(encoding="utf-8")))
    elif path.suffix in TEMPLATES:
        # Django writes each translation tag as a call of gettext, in a text that is otherwise blank.
        for call in MARKED_IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), str(path))):
            yield from _marked(ast.parse(call[0].strip()))


def _marked(tree: ast.AST) -> Iterator[str]:
    brought = [
        name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == MARKS_COME_FROM for name in node.names
    ]
    meant = {name.asname: name.name for name in brought if name.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = meant.get(name, name)
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if name in MARKS and texts:
                yield texts[0]
            elif name in WITH_PLURAL and len(texts) > 1:
                yield f"{texts[0]}\0{texts[1]}"
            elif name in WITH_CONTEXT and len(texts) > 1:
                yield f"{texts[0]}\x04{texts[1]}"
            elif name == "npgettext" and len(texts) > 2:
                yield f"{texts[0]}\x04{texts[1]}\0{texts[2]}"


def read_po(text: str) -> Messages:
    """All entries that have French, the heading among them. Raises ValueError where an entry stands twice."""
    messages: Messages = {}
    seen: set[str] = set()
    for block in re.split(r"\n\s*\n", text):
        said: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if found := re.match(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (.*)", line):
                field, line = found[1], found[2]
                said[field] = ""
            if line.startswith('"') and field:
                said[field] += ast.literal_eval(line)
        if "msgid" not in said:
            continue
        singular = (f"{said['msgctxt']}\x04" if "msgctxt" in said else "") + said["msgid"]
        key = singular + (f"\0{said['msgid_plural']}" if "msgid_plural" in said else "")
        forms = [said[name] for name in ("msgstr", "msgstr[0]", "msgstr[1]") if name in said]
        if singular in seen:  # gettext keeps one entry for each singular, whatever its plural
            raise ValueError(f"{singular!r} stands twice in the catalogue.")
        seen.add(singular)
        if all(forms):
            messages[key] = "\0".join(forms)
    return messages


def compiled(messages: Messages) -> bytes:
    """The catalogue as a .mo file: the table of originals, the table of translations, then the texts, sorted by original."""
    pairs = sorted((original.encode(), translation.encode()) for original, translation in messages.items())
    place = 28 + 16 * len(pairs)
    tables, texts = ([], []), b""
    for side in (0, 1):
        for pair in pairs:
            tables[side].append(struct.pack("<II", len(pair[side]), place + len(texts)))
            texts += pair[side] + b"\0"
    heading = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, place)
    return heading + b"".join(tables[0]) + b"".join(tables[1]) + texts


if __name__ == "__main__":
    sys.exit(main())
