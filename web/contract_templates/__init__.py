"""Templates of contracts, for operators: read, drafted in versions, looked at as PDF, published."""
