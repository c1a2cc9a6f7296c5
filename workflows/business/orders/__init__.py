"""Orders: what an enterprise buys of a provider, from checkout until it is done and paid out."""
