"""Certificates of a CA of their own, written into a folder: for servers and for a client.

    certificates.py FOLDER

========================  =============================================================
ca.pem                    the CA, for ``ca_cert``
server.pem                key and certificate for 127.0.0.1, localhost and app.test
expired.pem               the same, but of the year 2020
other.pem                 for other.example only
ada.pem                   key and certificate of a client
ada-cert.pem ada-key.pem  the same in two files
========================  =============================================================
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

import trustme

HOSTS = ("127.0.0.1", "localhost", "app.test")


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    begins, ends = datetime(2020, 1, 1, tzinfo=timezone.utc), datetime(2020, 7, 1, 12, tzinfo=timezone.utc)
    ada = ca.issue_cert("ada@example.com")
    issued = {
        "server.pem": ca.issue_cert(*HOSTS),
        "expired.pem": ca.issue_cert(*HOSTS, not_before=begins, not_after=ends),
        "other.pem": ca.issue_cert("other.example"),
        "ada.pem": ada,
    }
    for name, certificate in issued.items():
        certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / name))
    ada.private_key_pem.write_to_path(str(folder / "ada-key.pem"))
    ada.cert_chain_pems[0].write_to_path(str(folder / "ada-cert.pem"))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
