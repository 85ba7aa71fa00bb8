"""From words to pictures by rule: which images a line of lyrics calls up, and a sentence that shows one.

Nothing of the lyrics themselves gets into a sentence, only pictures from the lists in this package.
"""
