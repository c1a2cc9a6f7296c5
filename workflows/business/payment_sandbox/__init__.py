"""The delivered sandbox of a payment gateway: behaves like real ones, and misbehaves where it is told to.

It stands for somebody outside: it shares neither code nor tables with the platform's payments, knows the
platform by its public key alone, and speaks to it over HTTP.
"""
