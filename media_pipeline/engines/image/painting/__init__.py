"""Painting a picture out of words: layers with depth, composed like a poster, the same bytes for the same
seed.
"""
