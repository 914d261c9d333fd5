"""A small DNS server on loopback that knows what it is told."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@contextmanager
def dns_server(records: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[int]:
    """Answer with `records`, by name and type: ("paper.example", "TXT"); yields the port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            query, line = self.request
            question = dns.message.from_wire(query)
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.RA
            name, kind = question.question[0].name, dns.rdatatype.to_text(question.question[0].rdtype)
            plain = name.to_text(omit_final_dot=True).lower()
            found = records.get((plain, kind), ())
            if found:
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *found))
            elif not any(known == plain for known, _ in records):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            line.sendto(answer.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def txt_record(record: str) -> str:
    """Return a TXT record as a zone writes it: pieces of 255 characters at most (RFC 6376 3.6.2.2)."""
    return " ".join(f'"{record[start : start + 250]}"' for start in range(0, len(record), 250))
