"""Spanish as a language of the conversation: US and Mexican usage, and always usted.

What is heard is put into the plain notation that the readers of `spoken` take, so that a date or
an amount is worked out by the same rules in every language.
"""
