"""The service over HTTP: routes, the JSON they speak, and what every request passes through.

Knows nothing of ranking, of files on disk, or of encoders.
"""
