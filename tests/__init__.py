"""The tests. A package of their own: others of this name lie in site-packages."""
