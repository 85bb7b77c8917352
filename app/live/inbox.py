"""What a browser has sent and what is still to be done, in order."""

from collections import deque
from collections.abc import Callable, Iterator

from app.live.commands import Ack, Command, CommandError, Part, read_command

MOST_COMMANDS = 2048
"""Commands that may wait for their turn; whoever sends more does not wait for answers."""


class Inbox:
    """Reads messages into commands, joins parts, and keeps the order.

    A message that cannot be read takes its place in the order too, so that its error is answered
    when its turn comes. Acknowledgements do not wait: they go to `acknowledged` at once. Where too
    many commands wait already, or too many bytes of them, all that come until one of them is taken
    get one error together and are not kept.
    """

    def __init__(
        self, message_bytes: int, command_bytes: int, acknowledged: Callable[[int], None]
    ) -> None:
        self._message_bytes = message_bytes
        self._command_bytes = command_bytes
        self._acknowledged = acknowledged
        self._waiting: deque[tuple[Command | CommandError, int]] = deque()
        self._waiting_bytes = 0
        self._full = False
        self._parts: list[str] = []
        self._size = 0
        self._count = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Command | CommandError]:
        return (command for command, _ in self._waiting)

    def first(self) -> Command | CommandError | None:
        """Return what comes next without taking it."""
        return self._waiting[0][0] if self._waiting else None

    def take(self) -> Command | CommandError:
        """Take what comes next."""
        command, size = self._waiting.popleft()
        self._waiting_bytes -= size
        self._full = False
        return command

    def receive(self, message: str | bytes) -> None:
        """Read one message."""
        try:
            command = self._read(message)
            size = len(message)
            if isinstance(command, Part):
                whole = self._join(command)
                if whole is None:
                    return
                command, size = read_command(whole), len(whole)
        except CommandError as error:
            self._keep(error, 0)
            return
        if isinstance(command, Ack):
            self._acknowledged(command.seq)
        elif isinstance(command, Part):
            nested = CommandError("invalid", "A part cannot hold a part.", "type", command.id)
            self._keep(nested, 0)
        else:
            self._keep(command, size)

    def _keep(self, command: Command | CommandError, size: int) -> None:
        if self._full:
            return
        most = len(self._waiting) >= MOST_COMMANDS
        if most or (self._waiting and self._waiting_bytes + size > self._command_bytes):
            self._full = True
            limit = f"{MOST_COMMANDS:,} commands or {self._command_bytes:,} bytes"
            text = f"At most {limit} may wait for their turn; what came after was left out."
            command, size = CommandError("refused", text), 0
        self._waiting.append((command, size))
        self._waiting_bytes += size

    def _read(self, message: str | bytes) -> Command:
        if isinstance(message, bytes):
            raise CommandError("malformed", "A command must be JSON text, not bytes.")
        if _size(message) > self._message_bytes:
            text = f"A message may have {self._message_bytes:,} bytes; larger commands go in parts."
            raise CommandError("too_large", text)
        return read_command(message)

    def _join(self, part: Part) -> str | None:
        """Add a part, and return the whole text when it was the last one."""
        problem = self._problem(part)
        if problem is not None:
            self._forget()
            raise problem
        self._count = part.count
        self._parts.append(part.text)
        self._size += _size(part.text)
        if len(self._parts) < part.count:
            return None
        whole = "".join(self._parts)
        self._forget()
        return whole

    def _problem(self, part: Part) -> CommandError | None:
        expected = len(self._parts)
        if part.index != expected:
            text = f"The parts must come in order: index {expected} was expected."
            return CommandError("invalid", text, "index", part.id)
        if part.index >= part.count or (expected and part.count != self._count):
            text = "The count must be the same for all parts and larger than every index."
            return CommandError("invalid", text, "count", part.id)
        if self._size + _size(part.text) > self._command_bytes:
            text = f"The parts of one command may have {self._command_bytes:,} bytes together."
            return CommandError("too_large", text, "text", part.id)
        return None

    def _forget(self) -> None:
        self._parts = []
        self._size = 0
        self._count = 0


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
