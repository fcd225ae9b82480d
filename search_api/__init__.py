"""A published index -> ranked, cited passages: as a library, over HTTP, on a page.

from pathlib import Path
from search_api.opening import open_searcher
from search_api.searcher import SearchRequest

searcher = open_searcher(Path(".index/library"))
for hit in searcher.search(SearchRequest("does gabapentin help shingles pain?")).hits:
    print(hit.passage.text, hit.citation.source)
"""
