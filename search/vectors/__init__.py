"""Search by meaning beside search by words: a plug-in that is off unless SEARCH_VECTORS=1. docs/search-vectors.md."""
