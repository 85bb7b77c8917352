"""The benchmark: what this machine can do, measured side by side.

Nothing here is loaded by the server; `hidden-layers bench` loads it.
"""
