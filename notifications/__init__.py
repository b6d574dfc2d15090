"""The voice: letters, carriers, live news."""
