"""Playing up to an update that the page names, as it does for two Runs in step."""

from tests.unit.live.driver import Driver


def led(until: int) -> Driver:
    driver = Driver()
    driver.open()
    driver.ask("watch", lenses={"network": {}})
    driver.ask("play", until=until)
    return driver


def test_it_stops_exactly_there_and_goes_on_playing() -> None:
    driver = led(37)
    assert driver.run.trainer.update == 37
    assert driver.run.playing
    driver.ask("play", until=60)
    assert driver.run.trainer.update == 60


def test_the_only_pictures_are_those_of_the_halts() -> None:
    driver = led(2000)
    seen = len(driver.frames())
    driver.ask("play", until=5000)
    assert driver.run.trainer.update == 5000
    assert [header["update"] for header, _ in driver.frames()[seen - 1 :]] == [2000, 5000]
    assert driver.frames()[-1][0]["status"] == "playing"


def test_the_status_is_told_once_however_often_it_is_led_on() -> None:
    driver = led(10)
    told = len(driver.events("status"))
    for until in (20, 30, 40):
        driver.ask("play", until=until)
    assert len(driver.events("status")) == told


def test_the_speed_does_not_matter_on_the_way_and_holds_afterwards() -> None:
    driver = led(10)
    driver.ask("speed", updates_per_second=0)
    driver.ask("play", until=30)
    assert driver.run.trainer.update == 30
    driver.ask("speed", updates_per_second=1)
    driver.ask("pause")
    driver.send("play")
    driver.slice()
    assert driver.run.trainer.update == 31


def test_an_update_that_lies_behind_is_no_reason_to_move() -> None:
    driver = led(20)
    driver.ask("play", until=5)
    assert driver.run.trainer.update == 20
    assert driver.run.playing


def test_the_numbers_are_those_of_training_alone() -> None:
    driver, alone = led(13), Driver()
    for until in (14, 40, 77):
        driver.ask("play", until=until)
    alone.open()
    alone.ask("goto", update=77)
    there, here = (each.run.trainer.network.params for each in (driver, alone))
    assert there.tobytes() == here.tobytes()


def test_being_led_on_is_no_sign_that_anybody_is_there() -> None:
    driver = led(10)
    driver.clock.now += driver.run.settings.idle_pause_seconds - 1
    driver.ask("play", until=20)
    driver.clock.now += 2
    driver.work()
    assert not driver.run.playing
    assert driver.events("status")[-1]["reason"] == "idle"
