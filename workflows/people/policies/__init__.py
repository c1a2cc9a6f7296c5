"""Who may do what to a person, an organisation or an absence; pages never decide."""
