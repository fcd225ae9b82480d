"""Calibrating how sure the search is that a question is answered, and measuring how often it is wrong."""
