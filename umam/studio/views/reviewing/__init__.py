"""The page where people decide about what agents made."""
