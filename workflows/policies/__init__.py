"""Who may do what to which object: used by every query and command; pages never decide."""
