"""Direct demands 直接需求: what an enterprise asks one provider, consultant or featured product for."""
