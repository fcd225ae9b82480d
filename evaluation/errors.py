"""What can go wrong while measuring; errors of the corpus, the encoder, the index and a request have their own trees.

Exception
└── EvaluationError
    ├── UsageError             what was asked for cannot be done as asked
    │   ├── SettingError       a ``name=value`` that names no setting, or no value of it
    │   ├── MetricError        a metric that ir_measures does not know, or that reaches deeper than the ranking
    │   └── MissingExtraError  a library that only evaluation needs is not installed
    ├── DatasetError           a dataset's folder or one of its lines is not what it should be
    ├── TrecFileError          a line of a run or qrels file is not what it should be
    ├── RecordError            a record cannot be read, or records cannot be compared
    └── ServiceError           a running service does not answer as it should
"""

from __future__ import annotations


class EvaluationError(Exception):
    """The base of every error of this package. Its text is one sentence with the next step."""


class UsageError(EvaluationError):
    """What was asked for cannot be done as asked."""


class SettingError(UsageError):
    """A ``name=value`` that names no setting, or no value of it."""


class MetricError(UsageError):
    """A metric that ir_measures does not know, or that reaches deeper than the ranking."""


class MissingExtraError(UsageError):
    """A library that only evaluation needs is not installed."""


class DatasetError(EvaluationError):
    """A dataset's folder or one of its lines is not what it should be."""


class TrecFileError(EvaluationError):
    """A line of a run or qrels file is not what it should be."""


class RecordError(EvaluationError):
    """A record cannot be read, or records cannot be compared."""


class ServiceError(EvaluationError):
    """A running service does not answer as it should."""
