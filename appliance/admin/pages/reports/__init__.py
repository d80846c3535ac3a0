"""Reports: plots, tables and files of what the yard did and what stands now."""
