"""The studio's pages, one module by topic."""
