"""English (US) as a language of the conversation; its words and readings stand in their rooms."""
