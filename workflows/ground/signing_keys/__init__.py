"""RSA keys with which a party signs what it sends to another, each made at its first use."""
