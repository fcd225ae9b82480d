"""Texts -> vectors: one seam, the reference encoder, and a faster one converted from it.

Used by the batch job for documents and by the service for questions; knows nothing of indexes.
"""
