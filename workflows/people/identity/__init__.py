"""Who somebody is: accounts, what proves it, what they may act as, and where they are signed in."""
