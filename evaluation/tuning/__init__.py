"""Training a low-rank adapter for the default encoder on judged questions. Only here is torch imported to learn."""
