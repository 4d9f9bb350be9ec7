from .asked import AskedCount, KeepsNoRecent, RecentSearch, SavedSearch, Told
from .cluster import ClusterIndex
from .counter import Counter
from .curation import Promoted, Synonym
from .document import SearchDocument, SearchTerm
from .extracted import ExtractedText, KnownFile
from .queue import Queued

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
    "SavedSearch",
    "SearchDocument",
    "SearchTerm",
    "Synonym",
    "Told",
]
