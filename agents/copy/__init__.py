"""The craft of public copy: its shapes, its checks, and a writer by rule. No language model in here."""
