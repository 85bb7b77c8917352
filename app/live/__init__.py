"""Runs: live training, commanded by and streamed to browsers."""
