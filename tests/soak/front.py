"""nginx before an app, with TLS by a CA of its own: ``python -m tests.soak.front PORT APP_PORT FOLDER``.

It writes what nginx needs into the folder, and then becomes nginx.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

#: Debian has nginx where only root looks.
PROGRAMS = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))


def main(port: str, app_port: str, folder: Path) -> None:
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    settings = Path(__file__).with_name("nginx.conf").read_text(encoding="utf-8")
    settings = settings.replace("127.0.0.1:PORT", f"127.0.0.1:{port}").replace("127.0.0.1:APP", f"127.0.0.1:{app_port}")
    (folder / "nginx.conf").write_text(settings, encoding="utf-8")
    nginx = shutil.which("nginx", path=PROGRAMS) or "nginx"
    os.execv(nginx, ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
