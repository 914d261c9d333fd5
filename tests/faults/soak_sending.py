"""So many kills of a sender in mid-sending -> nobody lost, nobody twice, accounts that balance; or the seed of a fault.

.venv/bin/python -m tests.faults.soak_sending [--kills 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.desk import Desk
from tests.faults.test_send_kills import (
    MANY,
    SenderKiller,
    count_by_status,
    prepare,
    send_until_done,
    uncertain_addresses,
)
from tests.newsletter.smtp_server import SmtpBehaviour, smtp_server


def main() -> None:
    """Kill, count and compare, round after round of forty readers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kills = uncertain = rounds = 0
    while kills < options.kills:
        kill_count, uncertain_count = one_round(options.seed + rounds)
        kills, uncertain, rounds = kills + kill_count, uncertain + uncertain_count, rounds + 1
        print(f"{kills} kills, {rounds * MANY} letters, {uncertain} uncertain, none lost, none twice", flush=True)


def one_round(seed: int) -> tuple[int, int]:
    """Send one issue through as many kills as it takes; return how many they were, and the letters left in the dark."""
    killer = SenderKiller(seed)
    with tempfile.TemporaryDirectory() as folder, smtp_server(SmtpBehaviour(end=killer)) as server:
        desk = Desk(Path(folder))
        engine = prepare(desk, server.port)
        send_until_done(desk, killer)
        found, uncertain = count_by_status(engine), uncertain_addresses(engine)
        engine.dispose()
        missing = {f"r{number}@mail.example" for number in range(MANY)} - set(server.recipients)
        assert set(server.recipients.values()) == {1}, f"seed {seed}: twice {server.recipients}"
        assert missing <= uncertain, f"seed {seed}: lost {missing - uncertain}"
        assert found["sent"] + found["uncertain"] == MANY, f"seed {seed}: {found}"
        assert desk.json("letters")[0]["is_balanced"], f"seed {seed}: the accounts do not balance"
        return killer.kill_count, len(uncertain)


if __name__ == "__main__":
    main()
