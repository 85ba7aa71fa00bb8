"""Faithful stand-ins for services that UMAM talks to over HTTP, faults included."""
