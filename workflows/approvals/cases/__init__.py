"""Cases: handed in, corrected, withdrawn; their forms, their diagrams, how they stand, who sees them."""
