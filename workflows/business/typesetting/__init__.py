"""Typesetting: pages and pictures made of data with the templates here, never of markup from people."""
