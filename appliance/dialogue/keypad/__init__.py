"""The telephone's keys as a way to answer: offered where the line or the voice is hard to hear.

Keys are never misheard, so what they answer needs no guessing. They are read only as the answer
to a question that offered them; words are taken all the same.
"""
