"""What watches the platform asks here whether it is alive, ready and how it does."""
