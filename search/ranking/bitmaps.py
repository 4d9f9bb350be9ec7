"""Who may find what, and what it is kept under, as one long whole number for each value: a bit is a row. Plain Python.

With them the embedded engines choose and count without asking the database again: "which of these hits are lessons" is one `&`.
Kept in each process, and brought up to date from the rows that have changed since.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

FEW = 1000  # hits at most that are put in order by themselves; for more, all rows are gone through in the order that is kept
ACCESS = "access"
LAST = float("inf")  # where rows without a date stand, oldest or newest first
REMEMBERED = 64  # ranges of dates


@dataclass(frozen=True, slots=True)
class Row:
    """What the bits know of one row."""

    key: int
    access: tuple[str, ...]  # none: gone
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    day: int | None = None  # of publication, as date.toordinal()
    moment: float | None = None  # of publication, for the order
    title: str = ""  # folded
    length: int = 0
    is_public: bool = True


class Bitmaps:
    def __init__(self) -> None:
        self.known = 0  # the version up to which the rows are known
        self.keys: list[int] = []  # bit -> key; a bit once given stays
        self.bit_of: dict[int, int] = {}
        self.values: dict[str, dict[str, int]] = defaultdict(dict)  # facet -> value -> bits
        self.public_rows = self.public_words = 0  # how many everybody may find, and how long they are together
        self._own: list[tuple[tuple[str, str], ...]] = []  # bit -> its values
        self._days: list[int | None] = []
        self._moments: list[float | None] = []
        self._titles: list[str] = []
        self._lengths: list[int] = []  # of public rows; -1 for others
        self._same: dict[tuple[str, str], tuple[str, str]] = {}  # each pair once in memory
        self._orders: dict[str, list[int]] = {}
        self._stale: set[str] = set()
        self._ranges: dict[tuple[int | None, int | None], int] = {}

    # --- Keeping -----------------------------------------------------------------------------------------------------
    def keep(self, rows: Iterable[Row]) -> None:
        """Takes over rows that are new, changed or gone."""
        more: dict[tuple[str, str], list[int]] = defaultdict(list)
        fewer: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in rows:
            bit = self._bit(row.key)
            before, after = self._own[bit], self._pairs(row)
            for pair in set(before).difference(after) if before else ():
                fewer[pair].append(bit)
            for pair in set(after).difference(before) if before else dict.fromkeys(after):
                more[pair].append(bit)
            self._own[bit], self._days[bit], self._moments[bit], self._titles[bit] = after, row.day, row.moment, row.title
            self._count(bit, row.length if row.access and row.is_public else -1)
        for (facet, value), bits in fewer.items():
            if left := self.values[facet][value] & ~bits_of(bits):
                self.values[facet][value] = left
            else:
                del self.values[facet][value]
        for (facet, value), bits in more.items():
            self.values[facet][value] = self.values[facet].get(value, 0) | bits_of(bits)
        self._forget_orders()

    def _bit(self, key: int) -> int:
        if (bit := self.bit_of.get(key)) is None:
            bit = self.bit_of[key] = len(self.keys)
            self.keys.append(key)
            self._own.append(())
            self._days.append(None)
            self._moments.append(None)
            self._titles.append("")
            self._lengths.append(-1)
        return bit

    def _pairs(self, row: Row) -> tuple[tuple[str, str], ...]:
        if not row.access:
            return ()
        pairs = [(ACCESS, token) for token in row.access]
        pairs += [(facet, value) for facet, values in row.facets.items() if facet != ACCESS for value in values]
        return tuple(self._same.setdefault(pair, pair) for pair in pairs)

    def _count(self, bit: int, length: int) -> None:
        for sign, each in ((-1, self._lengths[bit]), (1, length)):
            if each >= 0:
                self.public_rows += sign
                self.public_words += sign * each
        self._lengths[bit] = length

    def _forget_orders(self) -> None:
        self._stale = set(self._orders)
        self._ranges.clear()

    # --- Choosing ----------------------------------------------------------------------------------------------------
    @property
    def average_length(self) -> float:
        return self.public_words / self.public_rows if self.public_rows else 1.0

    def readable(self, tokens: Iterable[str]) -> int:
        """The rows that bear one of these access tokens."""
        return self.any_of(ACCESS, tokens)

    def any_of(self, facet: str, values: Iterable[str]) -> int:
        kept, bits = self.values.get(facet, {}), 0
        for value in values:
            bits |= kept.get(value, 0)
        return bits

    def of_keys(self, keys: Iterable[int]) -> int:
        """The bits of rows; those that are not known yet are left out."""
        get = self.bit_of.get
        return bits_of([bit for key in keys if (bit := get(key)) is not None], len(self.keys))

    def keys_of(self, bits: int) -> list[int]:
        return [self.keys[bit] for bit in each_bit(bits)]

    def day_of(self, key: int) -> int | None:
        return self._days[bit] if (bit := self.bit_of.get(key)) is not None else None

    def published(self, after: int | None, before: int | None) -> int:
        """The rows published from the one day to the other, both included; rows without a date are in no range."""
        if (known := self._ranges.get((after, before))) is None:
            order = self._order("oldest")
            first = bisect_left(order, after, key=lambda bit: self._day(bit)) if after is not None else 0
            last = bisect_right(order, before if before is not None else LAST - 1, key=lambda bit: self._day(bit))
            bits = [bit for bit in order[first:last] if self._days[bit] is not None]
            if len(self._ranges) >= REMEMBERED:
                self._ranges.clear()
            known = self._ranges[after, before] = bits_of(bits, len(self.keys))
        return known

    def _day(self, bit: int) -> float:
        return LAST if (day := self._days[bit]) is None else day

    def counts(self, hits: int, chosen: Mapping[str, Sequence[str]], facets: Iterable[str]) -> dict[str, dict[str, int]]:
        """How many of the hits bear each value, where the choices of the other facets count and the facet's own do not."""
        masks = {facet: self.any_of(facet, values) for facet, values in chosen.items()}
        counted, plain = {}, hits
        for mask in masks.values():
            plain &= mask
        tallies: dict[int, dict[str, dict[str, int]]] = {}
        for facet in facets:
            among = plain
            if facet in masks:
                among = hits
                for other, mask in masks.items():
                    among = among & mask if other != facet else among
            if 0 < among.bit_count() <= self._few():
                counted[facet] = tallies.setdefault(among, self._tally(among) if among not in tallies else {}).get(facet, {})
            else:
                values = self.values.get(facet, {}).items()
                counted[facet] = {value: number for value, bits in values if (number := (bits & among).bit_count())} if among else {}
        return counted

    def _few(self) -> float:
        """Up to so many hits it is quicker to go through their own values than through all values there are."""
        return sum(map(len, self.values.values())) * (0.07 + len(self.keys) / 75_000)

    def _tally(self, among: int) -> dict[str, dict[str, int]]:
        numbers = Counter(pair for bit in each_bit(among) for pair in self._own[bit])
        tally: dict[str, dict[str, int]] = defaultdict(dict)
        for (facet, value), number in numbers.items():
            tally[facet][value] = number
        return tally

    # --- Order -------------------------------------------------------------------------------------------------------
    def in_order(self, bits: int, sort: str, start: int, stop: int) -> list[int]:
        """The keys of these rows from one place to another: "newest", "oldest" (without a date: last) or by "title"."""
        found: list[int] = []
        if bits.bit_count() <= FEW:
            return [self.keys[bit] for bit in sorted(each_bit(bits), key=self._key(sort))[start:stop]]
        flags = bits.to_bytes(len(self.keys) // 8 + 1, "little")
        seen = 0
        for bit in self._order(sort):
            if flags[bit >> 3] >> (bit & 7) & 1:
                if seen >= start:
                    found.append(self.keys[bit])
                seen += 1
                if seen >= stop:
                    break
        return found

    def _order(self, sort: str) -> list[int]:
        """All bits in an order. Put right only when it is asked for after a change: nearly sorted, that is quick."""
        order = self._orders.setdefault(sort, [])
        if sort in self._stale or len(order) < len(self.keys):
            order.extend(range(len(order), len(self.keys)))
            order.sort(key=self._key(sort))
            self._stale.discard(sort)
        return order

    def _key(self, sort: str) -> Callable[[int], tuple]:
        moments, titles, keys = self._moments, self._titles, self.keys
        if sort == "title":
            return lambda bit: (titles[bit], keys[bit])
        sign = 1 if sort == "oldest" else -1
        return lambda bit: (LAST if (at := moments[bit]) is None else sign * at, keys[bit])


def bits_of(bits: Iterable[int], size: int = 0) -> int:
    """One number with these bits set."""
    bits = bits if isinstance(bits, list) else list(bits)
    if not bits:
        return 0
    filled = bytearray((max(size - 1, 0) if size else max(bits)) // 8 + 1)
    for bit in bits:
        filled[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(filled, "little")


def each_bit(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
