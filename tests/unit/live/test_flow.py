from app.live.flow import Flow


def test_two_frames_may_be_unacknowledged() -> None:
    flow = Flow()
    assert flow.next_number() == 1
    assert flow.room()
    assert flow.next_number() == 2
    assert not flow.room()
    flow.acknowledge(1)
    assert flow.room()


def test_an_acknowledgement_covers_all_frames_before() -> None:
    flow = Flow()
    flow.next_number()
    flow.next_number()
    flow.acknowledge(2)
    flow.next_number()
    assert flow.room()


def test_acknowledging_what_was_not_sent_changes_nothing() -> None:
    flow = Flow()
    flow.next_number()
    flow.next_number()
    flow.acknowledge(1000)
    assert not flow.room()
    flow.acknowledge(2)
    flow.acknowledge(1)
    assert flow.room()
