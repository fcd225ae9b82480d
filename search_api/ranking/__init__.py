"""From a question to ranked rows of passages: one module per leg, then what is done to their rankings.

A leg is one class with one method, ``search``; fusion joins their rankings. Knows nothing of documents' texts,
citations or HTTP.
"""
