import json

from app.live.commands import CommandError, Ping
from app.live.inbox import MOST_COMMANDS, Inbox


class Box(Inbox):
    """An inbox that remembers acknowledgements."""

    def __init__(self, message_bytes: int = 1000, command_bytes: int = 2000) -> None:
        self.acknowledgements: list[int] = []
        super().__init__(message_bytes, command_bytes, self.acknowledgements.append)

    def part(self, index: int, count: int, text: str) -> None:
        fields = {"type": "part", "id": 90 + index, "index": index, "count": count, "text": text}
        self.receive(json.dumps(fields))

    def error(self) -> CommandError:
        error = self.take()
        assert isinstance(error, CommandError)
        return error


PING = '{"type":"ping","id":4}'


def test_commands_and_errors_keep_their_order() -> None:
    box = Box()
    for text in ('{"type":"ping","id":1}', "garbage", '{"type":"ping","id":2}'):
        box.receive(text)
    first, second, third = box.take(), box.take(), box.take()
    assert isinstance(first, Ping)
    assert isinstance(second, CommandError)
    assert isinstance(third, Ping)
    assert (first.id, third.id) == (1, 2)


def test_acknowledgements_do_not_wait() -> None:
    box = Box()
    box.receive(PING)
    box.receive('{"type":"ack","id":2,"seq":9}')
    assert box.acknowledgements == [9]
    assert len(box) == 1


def test_parts_make_one_command() -> None:
    box = Box()
    for index, text in enumerate((PING[:5], PING[5:9], PING[9:])):
        assert len(box) == 0
        box.part(index, 3, text)
    command = box.take()
    assert isinstance(command, Ping)
    assert command.id == 4


def test_a_command_between_parts_does_not_disturb_them() -> None:
    box = Box()
    box.part(0, 2, PING[:5])
    box.receive('{"type":"ping","id":7}')
    box.part(1, 2, PING[5:])
    first, second = box.take(), box.take()
    assert isinstance(first, Ping)
    assert isinstance(second, Ping)
    assert (first.id, second.id) == (7, 4)


def test_parts_out_of_order_are_refused_and_forgotten() -> None:
    box = Box()
    box.part(0, 3, "x")
    box.part(2, 3, "y")
    error = box.error()
    assert (error.code, error.path, error.id) == ("invalid", "index", 92)
    box.part(0, 1, PING)
    assert isinstance(box.take(), Ping)


def test_a_count_that_changes_is_refused() -> None:
    box = Box()
    box.part(0, 3, "x")
    box.part(1, 4, "y")
    assert box.error().path == "count"


def test_parts_are_bounded_together() -> None:
    box = Box(message_bytes=1000, command_bytes=1500)
    box.part(0, 3, "x" * 800)
    box.part(1, 3, "x" * 800)
    error = box.error()
    assert error.code == "too_large"
    assert "1,500" in error.message


def test_a_part_cannot_hold_a_part() -> None:
    box = Box()
    inner = json.dumps({"type": "part", "id": 1, "index": 0, "count": 1, "text": PING})
    box.part(0, 1, inner)
    assert box.error().code == "invalid"


def test_a_message_is_bounded_in_bytes() -> None:
    box = Box(message_bytes=50)
    box.receive('{"type":"open","id":1,"link":"' + "ü" * 20 + '"}')
    assert box.error().code == "too_large"


def test_bytes_are_no_command() -> None:
    box = Box()
    box.receive(b"\x00\xff")
    assert box.error().code == "malformed"


def test_lone_surrogates_are_no_reason_to_fail() -> None:
    box = Box()
    box.receive('{"type":"open","id":1,"link":"\\ud800"}')
    assert not isinstance(box.take(), CommandError)


def test_commands_past_the_limit_get_one_error_together_until_one_is_taken() -> None:
    box = Box(command_bytes=10**6)
    for _ in range(MOST_COMMANDS + 500):
        box.receive(PING)
    assert len(box) == MOST_COMMANDS + 1
    commands = [box.take() for _ in range(len(box))]
    assert all(isinstance(command, Ping) for command in commands[:-1])
    error = commands[-1]
    assert isinstance(error, CommandError)
    assert error.code == "refused"
    assert f"{MOST_COMMANDS:,} commands" in error.message
    box.receive(PING)
    assert isinstance(box.take(), Ping)


def test_waiting_commands_are_limited_in_bytes_too() -> None:
    box = Box(message_bytes=1000, command_bytes=2000)
    command = json.dumps({"type": "open", "id": 1, "link": "x" * 900})
    for _ in range(50):
        box.receive(command)
    assert len(box) == 3
    for _ in range(2):
        box.take()
    assert box.error().code == "refused"
