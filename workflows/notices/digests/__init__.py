"""The mail of a working day: what waits, what was decided, what else somebody chose to read then."""
