"""Citations as text: a passage in the style a reader needs, and a reference as one readable line.

Nothing is looked up and nothing is guessed: what an item does not state is left out.
Knows nothing of indexes, ranking or HTTP.

The styles are plain code because the libraries for them cost more than they save: citeproc-py brings lxml and, with
its styles, a hundred megabytes for two of them; rispy and pybtex are untyped and leave the escaping to the caller.
"""

from __future__ import annotations

from search_api.citing.bibtex import bibtex
from search_api.citing.csl import csl_json
from search_api.citing.items import CitationItem, CitationStyle
from search_api.citing.prose import apa, vancouver
from search_api.citing.references import format_reference
from search_api.citing.ris import ris

__all__ = ["CitationItem", "CitationStyle", "cite", "format_reference"]


def cite(item: CitationItem, style: CitationStyle) -> str:
    """Return the citation of a passage in ``style``.

    APA and Vancouver are one line without a line end.
    BibTeX and RIS are one record that ends with a line end; RIS lines end in CR LF, as its specification asks.
    CSL-JSON is a bibliography: a JSON array of one item.
    """
    match style:
        case CitationStyle.APA:
            return apa(item)
        case CitationStyle.VANCOUVER:
            return vancouver(item)
        case CitationStyle.BIBTEX:
            return bibtex(item)
        case CitationStyle.RIS:
            return ris(item)
        case CitationStyle.CSL_JSON:
            return csl_json(item)
