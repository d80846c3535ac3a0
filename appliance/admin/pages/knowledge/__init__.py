"""Knowledge articles: what callers' free questions are answered from."""
