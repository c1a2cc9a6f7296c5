"""Where operators write, publish and withdraw public notices."""
