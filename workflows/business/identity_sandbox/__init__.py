"""The delivered sandbox of an identity service: behaves like real ones, and misbehaves where it is told to.

It stands for somebody outside: it shares neither code nor tables with the platform's identity checks, knows
the platform by its public key alone, and speaks to it over HTTP.
"""
