"""Tests of photos: from bytes nobody trusts to clean pictures, and of the files they are kept in."""
