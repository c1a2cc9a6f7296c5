"""The public front: the home page, announcements, the language, demonstration sign-in."""
