"""From judged questions to figures: run a dataset, compare two configurations, look at what fails, report."""
