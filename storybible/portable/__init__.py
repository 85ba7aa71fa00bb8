"""A universe's bible as one file: out, in, and from one universe to another."""
