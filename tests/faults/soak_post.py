"""So many kills of a sender in mid-sending -> nobody lost, nobody twice, accounts that balance; or the seed of a fault.

.venv/bin/python -m tests.faults.soak_post [--kills 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.desk import Desk
from tests.edge.post.sink import Ways, sink
from tests.faults.test_post_kills import MANY, Killer, left_in_the_dark, ready, send_until_done, states


def main() -> None:
    """Kill, count and compare, round after round of forty readers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    kills = uncertain = rounds = 0
    while kills < asked.kills:
        struck, dark = one_round(asked.seed + rounds)
        kills, uncertain, rounds = kills + struck, uncertain + dark, rounds + 1
        print(f"{kills} kills, {rounds * MANY} letters, {uncertain} uncertain, none lost, none twice", flush=True)


def one_round(seed: int) -> tuple[int, int]:
    """Send one issue through as many kills as it takes; return how many they were, and the letters left in the dark."""
    killer = Killer(seed)
    with tempfile.TemporaryDirectory() as folder, sink(Ways(end=killer)) as server:
        desk = Desk(Path(folder))
        engine = ready(desk, server.port)
        send_until_done(desk, killer)
        found, dark = states(engine), left_in_the_dark(engine)
        engine.dispose()
        missing = {f"r{number}@mail.example" for number in range(MANY)} - set(server.recipients)
        assert set(server.recipients.values()) == {1}, f"seed {seed}: twice {server.recipients}"
        assert missing <= dark, f"seed {seed}: lost {missing - dark}"
        assert found["sent"] + found["uncertain"] == MANY, f"seed {seed}: {found}"
        assert desk.json("post")[0]["balanced"], f"seed {seed}: the accounts do not balance"
        return killer.struck, len(dark)


if __name__ == "__main__":
    main()
