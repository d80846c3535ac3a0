"""The conversation: what was meant, what follows from it, and how it is said.

Understanding may ask a language model; deciding never does. Facts spoken come from the
rental desk's results and from nowhere else.
"""
