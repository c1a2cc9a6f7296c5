"""Demands: the project hall for everybody, and what an enterprise has published."""
