"""Who answers which line, in which language."""
