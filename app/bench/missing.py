"""What is not measured because this machine does not have it."""


class Missing(Exception):  # noqa: N818 - it is an answer, not an error
    """Something to compare with is not here; the text says what."""
