"""The Dockerfile's steps without a container engine: each stage in a root of its own, over this machine's as its base.

A root is an overlay of the machine's own, with the Python that runs this at `/usr/local`, as in the images of Python.
What a step writes lands in memory and is thrown away. The image is then run as a container engine does: the root cannot
be written, `/tmp` is fresh, the user and the settings are the image's, and no right is left.

It takes root (for mounts and chroot), and a kernel with overlayfs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.operating.dockerfile import ROOT, Stage, Step, context, copied, read_stages, words_of

MEMORY = "6g"
BUILD_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


class Image:
    """An image that is built in a folder of mounts; `data` is the folder of its volume."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._roots: dict[str, Path] = {}
        self.stages = read_stages()
        self.data = folder / "data"

    @property
    def settings(self) -> Stage:
        """The last stage: what the image is run with."""
        return self.stages[-1]

    @property
    def root(self) -> Path:
        """Where the image's files are seen from outside."""
        return self._roots[self.settings.name]

    def build(self) -> None:
        """Carry out every stage. Raises CalledProcessError with what a step said where one fails."""
        for stage in self.stages:
            root = self._roots[stage.name] = self._make_root(stage.name or "image")
            for step in stage.steps:
                if step.word == "RUN":
                    self._run_step(root, step)
                else:
                    self._copy(root, step.rest)
        volume = self.root / self.settings.settings["VOLUME"].lstrip("/")
        shutil.copytree(volume, self.data)  # a new volume begins as the image has the folder
        shutil.copystat(volume, self.data)
        owner = volume.stat()
        os.chown(self.data, owner.st_uid, owner.st_gid)
        mount("-o", "remount,ro", str(self.root))
        mount("--bind", str(self.data), str(volume))
        mount("-t", "tmpfs", "tmpfs", str(self.root / "tmp"))
        mount("--bind", "/dev", str(self.root / "dev"))
        mount("-t", "proc", "proc", str(self.root / "proc"))

    def command(self, *words: str, settings: Sequence[str] = ()) -> list[str]:
        """The words that run a program in the image as its user, with the image's settings and some more."""
        user, group = self.settings.settings["USER"].split(":")
        environment = [f"{name}={value}" for name, value in self.settings.environment.items()]
        rights = ("--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
        return [
            *("chroot", str(self.root), "/usr/bin/setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"),
            *(*rights, "/usr/bin/env", "-i", "-C", self.settings.settings["WORKDIR"], *environment, *settings, *words),
        ]

    def entry(self, *words: str, settings: Sequence[str] = ()) -> list[str]:
        """The same for what the image runs by itself: its entry point with these words, or its own where none are."""
        inside = self.settings.settings
        return self.command(*words_of(inside["ENTRYPOINT"]), *(words or words_of(inside["CMD"])), settings=settings)

    def _make_root(self, name: str) -> Path:
        upper, work, root = (self._folder / f"{name}-{part}" for part in ("upper", "work", "root"))
        for made in (upper, work, root):
            made.mkdir()
        mount("-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={upper},workdir={work}", str(root))
        mount("--bind", sys.base_prefix, str(root / "usr" / "local"))
        # A Python that was built elsewhere looks for its library there, where the image's user may read nothing.
        subprocess.run(["chroot", str(root), "ldconfig"], check=True)
        return root

    def _run_step(self, root: Path, step: Step) -> None:
        environment = [f"{name}={value}" for name, value in step.environment.items()]
        words = ["/usr/bin/env", "-i", f"PATH={BUILD_PATH}", "HOME=/root", *environment, "/bin/sh", "-ec", step.rest]
        done = subprocess.run(["chroot", str(root), *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"RUN {step.rest}\n{done.stdout}{done.stderr}")

    def _copy(self, root: Path, rest: str) -> None:
        stage, sources, target = copied(rest)
        into = root / target.lstrip("/")
        if stage is not None:
            (source,) = sources
            shutil.copytree(self._roots[stage] / source.lstrip("/"), into, symlinks=True)
            return
        into.mkdir(parents=True, exist_ok=True)
        for file in context():
            name = file.relative_to(ROOT)
            if any(source in (".", str(name)) for source in sources):
                (into / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, into / name)


@contextmanager
def built_image() -> Iterator[Image]:
    """The image of this project's Dockerfile, gone with all its mounts when the context ends."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        mount("-t", "tmpfs", "-o", f"size={MEMORY},mode=755", "tmpfs", made)
        try:
            image = Image(folder)
            image.build()
            yield image
        finally:
            subprocess.run(["umount", "--recursive", "--lazy", made], check=True)


def mount(*words: str) -> None:
    """Mount something. Raises CalledProcessError with a message where that is not permitted."""
    subprocess.run(["mount", *words], check=True)
