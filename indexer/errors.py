"""What can stop a build; errors of the corpus, the encoder and the index have their own trees.

Exception
└── BuildError
    ├── UnfitSettingsError      the settings are not for the encoder
    ├── NothingToPublishError   no file became a document
    ├── LostProcessError        a process that the build had started ended before its time
    └── PassageTooLongError     the encoder would have cut a passage in silence
"""

from __future__ import annotations


class BuildError(Exception):
    """The base of every error of the batch job itself. Its text is one sentence with the next step."""


class UnfitSettingsError(BuildError):
    """The settings are not for the encoder."""


class NothingToPublishError(BuildError):
    """No file became a document."""


class PassageTooLongError(BuildError):
    """The encoder would have cut a passage in silence."""


class LostProcessError(BuildError):
    """A process that the build had started ended before its time."""
