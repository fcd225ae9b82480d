"""The commands of evaluation, a module each: its options, and the calls that do its work."""
