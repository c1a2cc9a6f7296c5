"""Who may see and do what with a case or a task; pages never decide."""
