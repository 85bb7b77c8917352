"""The Dockerfile, read line by line and followed in a clean environment as far as that goes.

What a test cannot do without Docker: take the base image, make the container's own person, and
bind 0.0.0.0 in a network of its own.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.bench.server import running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.bench.server import Server

ROOT = Path(__file__).resolve().parents[2]
HOME = "/opt/hidden-layers"


@dataclass(frozen=True)
class Step:
    """One instruction of the Dockerfile and what follows it."""

    instruction: str
    rest: str


def stages() -> list[list[Step]]:
    """Return the Dockerfile's steps, stage by stage; each begins with its FROM."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    text = re.sub(r"\\\n\s*", "", text)
    found: list[list[Step]] = []
    for line in filter(None, text.splitlines()):
        step = Step(*line.split(maxsplit=1))
        if step.instruction == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def steps(instruction: str, stage: int) -> list[str]:
    return [step.rest for step in stages()[stage] if step.instruction == instruction]


def healthcheck() -> list[str]:
    (rest,) = steps("HEALTHCHECK", stage=-1)
    command: list[str] = json.loads(rest[rest.index("CMD ") + len("CMD ") :])
    return command


def test_the_image_carries_the_environment_of_its_first_stage_only() -> None:
    build, final = stages()
    assert re.fullmatch(r"python:3\.\d+-slim AS build", build[0].rest)
    assert build[0].rest.split()[0] == final[0].rest
    assert steps("COPY", stage=-1) == [f"--from=build {HOME} {HOME}"]


def test_the_container_does_not_run_as_root() -> None:
    (user,) = steps("USER", stage=-1)
    assert user not in {"root", "0"}
    assert any(user in command for command in steps("RUN", stage=-1))


def test_the_health_check_and_the_command_agree_on_the_port() -> None:
    (exposed,) = steps("EXPOSE", stage=-1)
    (command,) = steps("CMD", stage=-1)
    assert json.loads(command)[-2:] == ["--port", exposed]
    assert f"127.0.0.1:{exposed}/healthz" in healthcheck()[-1]


def test_everything_that_is_copied_reaches_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    for copied in steps("COPY", stage=0):
        for source in copied.split()[:-1]:
            assert (ROOT / source).exists()
            assert f"!{source}" in ignored


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Follow the first stage in a folder of its own; return the environment it makes."""
    folder = tmp_path_factory.mktemp("image")
    source, home = folder / "src", folder / "home"
    source.mkdir()
    for copied in steps("COPY", stage=0):
        *names, target = copied.split()
        for name in names:
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, source / target, ignore=ignored)
            else:
                shutil.copy(ROOT / name, source / target)
    for command in steps("RUN", stage=0):
        words = shlex.split(command.replace(HOME, str(home)))
        answer = subprocess.run(words, cwd=source, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, f"{command}\n{answer.stdout}{answer.stderr}"
    return home


@pytest.fixture(scope="module")
def server(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start what the image starts, outside the repository, with the image's own search path."""
    (command,) = steps("CMD", stage=-1)
    name, *options = json.loads(command)
    assert options == ["--host", "0.0.0.0", "--port", "8000"]
    with running_server(
        command=[str(environment / "bin" / name)],
        environment={"PATH": f"{environment / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": ""},
        directory=tmp_path_factory.mktemp("elsewhere"),
    ) as running:
        yield running


def test_the_health_check_passes_on_the_running_image(server: Server, environment: Path) -> None:
    name, *arguments = (word.replace(":8000/", f":{server.port}/") for word in healthcheck())
    subprocess.run([environment / "bin" / name, *arguments], check=True, timeout=30)


def test_the_installed_package_serves_the_page_and_its_files(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/", timeout=30) as answer:
        page = answer.read().decode()
    assert "Hidden Layers" in page
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', page)
    styles = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page)
    assert scripts
    assert styles
    for address in [*scripts, *styles]:
        with urllib.request.urlopen(f"{server.url}{address}", timeout=30) as answer:
            assert answer.status == 200
            assert answer.read(1)
