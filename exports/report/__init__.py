"""The report of a summit: one page that needs nothing else."""
