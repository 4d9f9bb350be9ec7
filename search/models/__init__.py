from .asked import AskedCount, KeepsNoRecent, RecentSearch, SavedSearch, Told
from .cluster import ClusterIndex
from .counter import Counter
from .curation import Promoted, Synonym
from .document import SearchDocument, SearchTerm
from .extracted import ExtractedText, KnownFile
from .queue import Queued
from .vector import RowVector

__all__ = [
    "AskedCount",
    "ClusterIndex",
    "Counter",
    "ExtractedText",
    "KeepsNoRecent",
    "KnownFile",
    "Promoted",
    "Queued",
    "RecentSearch",
    "RowVector",
    "SavedSearch",
    "SearchDocument",
    "SearchTerm",
    "Synonym",
    "Told",
]
