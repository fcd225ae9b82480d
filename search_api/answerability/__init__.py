"""Whether a question is answered at all: what a ranking shows of it, and a probability calibrated on judged questions.

Knows nothing of HTTP. What was fitted stands in ``calibration.json``, which ``python -m evaluation calibrate`` writes.
"""
