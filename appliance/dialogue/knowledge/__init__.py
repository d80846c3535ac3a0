"""Free questions, answered from the yard's knowledge articles and from nothing else."""
