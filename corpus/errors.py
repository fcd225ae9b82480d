"""What can go wrong between a file and a document.

Exception
└── CorpusError
    ├── UnreadableFileError   one file cannot become documents; the rest of the batch goes on
    └── BibliographyError     a bibliography named by the user cannot be used; nothing is built
"""

from __future__ import annotations


class CorpusError(Exception):
    """The base of every error of this package. Its text is one sentence with the next step."""


class UnreadableFileError(CorpusError):
    """A file that cannot become documents, with the reason a user needs to mend it."""


class BibliographyError(CorpusError):
    """A bibliography that is missing or not CSL-JSON."""
