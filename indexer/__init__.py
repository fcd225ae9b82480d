"""The batch job: documents -> passages -> vectors -> a published index."""
