"""The documents, what a document is, and how files become documents."""
