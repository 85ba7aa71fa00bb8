"""One module a rule. Each is a plain function of a text, or of dates, and the facts."""
