"""The five pages -> docs/pictures: publish them into a folder that is thrown away, and photograph what readers see."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def main() -> int:
    """Leave index.png and letter.png in docs/pictures; needs Chromium and a font with Chinese."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is missing; say: sudo apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 2
    pictures = ROOT / "docs" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        places = ["--source", str(ROOT / "seeds"), "--output", str(here / "output"), "--state", str(here / "state")]
        feedpub = str(Path(sys.executable).with_name("feedpub"))
        subprocess.run([feedpub, "publish", *places], check=True, cwd=here)
        subprocess.run([feedpub, "digest", "--last-run", *places], check=True, cwd=here)
        letter = next((here / "output" / "outbox").glob("*.html"))
        for name, page, size in (
            ("index", here / "output" / "site" / "index.html", "1200,1400"),
            ("letter", letter, "760,1400"),
        ):
            target = pictures / f"{name}.png"
            flags = [*FLAGS, f"--user-data-dir={here / name}", f"--window-size={size}", f"--screenshot={target}"]
            subprocess.run([chromium, *flags, page.as_uri()], check=True, capture_output=True)
            print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
