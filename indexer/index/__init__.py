"""The index on disk: one module per structure, its writer beside its reader."""
