"""Links in a text as X finds them, with and without https://, in one pass whatever the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .characters import ACCENTED, CYRILLIC, DIRECTIONS, FORBIDDEN, PUNCTUATION, SPACES
from .domains import domain_end

MOST_IN_LABEL = 63  # of a host, as it is asked for in DNS
MOST_IN_LINK = 4096  # UTF-16 units
MOST_IN_SLUG = 40  # of X's own short links

_HOST_SIGN = rf"[^{PUNCTUATION}{SPACES}{FORBIDDEN}{DIRECTIONS}]"
_RUN = re.compile(rf"(?:{_HOST_SIGN}|[._\-])++")
_START = re.compile(rf"(?<![A-Za-z0-9@＠$#＃{FORBIDDEN}]){_HOST_SIGN}")
_PROTOCOL = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://")
_ASCII_RUN = re.compile(rf"[A-Za-z0-9.\-{ACCENTED}]++")
_IN_PATH = rf"[A-Za-z0-9{CYRILLIC}{ACCENTED}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PATH = re.compile(
    rf"/(?:{_IN_PATH}++|\((?:{_IN_PATH}++(?:\({_IN_PATH}++\){_IN_PATH}*+)?|\({_IN_PATH}++\){_IN_PATH}*+)\))*+"  # one pair in another
)
_NOT_LAST_IN_PATH = "!*';:,.$%[]\u2013~@|&"
_QUERY = re.compile(r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*+")
_NOT_LAST_IN_QUERY = "!?*'@();:+$%[].,~|"
_PORT = re.compile(r":[0-9]++")
_SHORT = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[Tt]\.[Cc][Oo]/([A-Za-z0-9]+)")
_WRITTEN = re.compile(r"(?<![A-Za-z0-9])[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"]++")
_NOT_LAST_WRITTEN = ".,;:!?'\"]}»”’…"


@dataclass(frozen=True)
class Link:
    """A link and where it stands, in code points."""

    url: str
    start: int
    end: int


def links(text: str) -> list[str]:
    return [link.url for link in links_with_indices(text)]


def links_with_indices(text: str) -> list[Link]:
    if "." not in text:
        return []
    found: list[Link] = []
    free = 0  # where the next link may begin: not within the last one, nor directly behind it
    for run in _RUN.finditer(text):
        if run.end() > free and text.find(".", run.start(), run.end()) >= 0:
            free = _Run(text, run.start(), run.end()).read(free, found)
    return found


def written_links(text: str) -> list[Link]:
    """Whatever begins with http:// or https://, up to a space: also hosts that X knows nothing of, such as this machine."""
    found = []
    for match in _WRITTEN.finditer(text):
        end = _written_end(match[0])
        if end > match[0].index("//") + 2:
            found.append(Link(match[0][:end], match.start(), match.start() + end))
    return found


def _written_end(url: str) -> int:
    """Without the sentence's own punctuation, and without a bracket that was opened before the link."""
    end, surplus = len(url), url.count(")") - url.count("(")
    while end and (url[end - 1] in _NOT_LAST_WRITTEN or (url[end - 1] == ")" and surplus > 0)):
        surplus -= url[end - 1] == ")"
        end -= 1
    return end


class _Run:
    """Signs of hosts without a gap, cut at the dots. From each label the farthest host is known before any is read."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.starts, self.ends = [start], []
        at = text.find(".", start, end)
        while at >= 0:
            self.ends.append(at)
            self.starts.append(at + 1)
            at = text.find(".", at + 1, end)
        self.closes = [domain_end(text, dot + 1, len(text)) for dot in self.ends]  # the end of the top-level domain behind each label
        self.farthest: list[int | None] = [None] * (len(self.ends) + 1)  # the label before it, for a host from here on
        for number in range(len(self.ends) - 1, -1, -1):
            start_, end_ = self.starts[number], self.ends[number]
            if start_ < end_ and text[start_] not in "-_" and text[end_ - 1] not in "-_":
                follows = self.farthest[number + 1]
                if follows is not None:
                    self.farthest[number] = follows
                elif self.closes[number] and text.find("_", start_, end_) < 0:
                    self.farthest[number] = number

    def read(self, free: int, found: list[Link]) -> int:
        number, free = self._with_protocol(free, found)
        while number < len(self.ends):
            hit = self._host_within(number, free)
            if hit is None:
                number += 1
                continue
            start, number = hit
            free = _take(self.text, start, start, self.closes[number], found)
            number += 1  # a label that is partly taken holds no host of its own before its dot, but may begin one
            while number < len(self.ends) and self.ends[number] <= free:
                number += 1
        return free

    def _with_protocol(self, free: int, found: list[Link]) -> tuple[int, int]:
        host = self.starts[0]
        for length in (7, 8):
            protocol = _PROTOCOL.match(self.text, host - length, host) if host - length >= free else None
            if protocol and protocol.end() == host and self.farthest[0] is not None and _START.match(self.text, protocol.start()):
                last = self.farthest[0]
                return last + 1, _take(self.text, protocol.start(), host, self.closes[last], found)
        return 0, free

    def _host_within(self, number: int, free: int) -> tuple[int, int] | None:
        """The first place in a label where a host may begin, and its last label."""
        start, end = max(self.starts[number], free), self.ends[number]
        if start >= end or self.text[end - 1] in "-_":
            return None
        follows = self.farthest[number + 1]
        if follows is not None and (begins := _START.search(self.text, start, end)):
            return self._second_first(begins.start(), end), follows
        if self.closes[number]:
            start = max(start, self.text.rfind("_", start, end) + 1)
            if begins := _START.search(self.text, start, end):
                return self._second_first(begins.start(), end), number
        return None

    def _second_first(self, start: int, end: int) -> int:
        """The reference takes the very first sign of a text for what precedes a link, if it can be that."""
        return 1 if start == 0 and _START.match(self.text, 1, end) else start


def _take(text: str, start: int, host: int, host_end: int, found: list[Link]) -> int:
    """Read on behind the host, keep what is a link, and say where the next may begin."""
    port = _PORT.match(text, host_end)
    end = path_start = port.end() if port else host_end
    if path := _PATH.match(text, end):
        end += len(_without_tail(path[0]))
    path_end = end
    if query := _QUERY.match(text, end):
        end += len(query[0].rstrip(_NOT_LAST_IN_QUERY))
    if _is_askable(text[host:host_end], end - start if host > start else end - start + 8):
        if host > start:
            _keep_whole(text, start, end, found)
        elif not start or text[start - 1] not in "-_./":
            found.extend(_ascii_hosts(text, start, host_end, end if path_end > path_start else 0))
    return end + 1


def _without_tail(path: str) -> str:
    """A path ends in a letter, digit or slash; in brackets only where these stand directly behind one."""
    while True:
        path = path.rstrip(_NOT_LAST_IN_PATH)
        opens = len(path)
        while path[opens - 1] == ")":
            closes, opens = opens - 1, path.rfind("(", 0, opens)
            if path.find(")", opens, closes) >= 0:  # that was the inner pair
                opens = path.rfind("(", 0, opens)
        if path[opens - 1] not in _NOT_LAST_IN_PATH:
            return path
        path = path[:opens]


def _keep_whole(text: str, start: int, end: int, found: list[Link]) -> None:
    if short := _SHORT.match(text, start, end):
        if len(short[1]) > MOST_IN_SLUG:
            return
        query = _QUERY.match(text, short.end(), end)
        end = short.end() + (len(query[0].rstrip(_NOT_LAST_IN_QUERY)) if query else 0)
    found.append(Link(text[start:end], start, end))


def _ascii_hosts(text: str, start: int, host_end: int, end: int) -> Iterator[Link]:
    """Without https:// only Latin hosts are links; the last of them takes the path along."""
    hosts = []
    for run in _ASCII_RUN.finditer(text, start, host_end):
        begins = run.start()
        while begins < run.end():
            begins, stop = _ascii_host(text, begins, run.end(), host_end)
            if not stop:
                break
            hosts.append((begins, stop))
            begins = stop
    for number, (begins, stop) in enumerate(hosts):
        if end and number == len(hosts) - 1:
            yield Link(text[begins:stop] + text[host_end:end], begins, end)
        else:
            yield Link(text[begins:stop], begins, stop)


def _ascii_host(text: str, start: int, run_end: int, host_end: int) -> tuple[int, int]:
    """The first host in a run of Latin signs: as many labels as have one behind them. (0, 0) when there is none."""
    while start < run_end and text[start] == ".":
        start += 1
    dot = text.rfind(".", start, run_end)
    while dot > start:
        if stop := domain_end(text, dot + 1, host_end):
            return start, stop
        dot = text.rfind(".", start, dot)
    return 0, 0


def _is_askable(host: str, length: int) -> bool:
    """Each label is short enough for DNS, also as Punycode."""
    return length <= MOST_IN_LINK and all(0 < _dns_length(label) <= MOST_IN_LABEL for label in host.split("."))


def _dns_length(label: str) -> int:
    if label.isascii() or len(label) > MOST_IN_LABEL:
        return len(label)
    parts = re.split("[。．｡]", label)
    return sum(len(part) if part.isascii() else len(part.encode("punycode")) + 4 for part in parts) + len(parts) - 1
