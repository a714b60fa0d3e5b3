"""nginx before an app, with TLS by a CA of our own: ``python front.py PORT APP_URL FOLDER``.

As the entry point of a container would, it writes what nginx needs into a folder and then becomes nginx. The suite is
given the CA's certificate, ``FOLDER/ca.pem``, and nothing else: as it would get that of a company's own CA.
"""

import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: Debian has nginx where only root looks.
PROGRAMS = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))

__all__ = ["what_is_missing"]


def what_is_missing() -> str:
    """What this machine lacks to run the rooms, as a sentence; empty when it lacks nothing."""
    missing = [name for name in ("nginx", "node") if not shutil.which(name, path=PROGRAMS)]
    missing += [] if (HERE / "node_modules" / "ws").is_dir() else ["the package ws"]
    return f"Not installed: {', '.join(missing)}. Install with: make system-packages" if missing else ""


def write_certificates(folder: Path) -> None:
    """A CA, and a certificate by it for 127.0.0.1, and for that alone."""
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")


def main(port: str, app: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "server.pem").exists():
        write_certificates(folder)
    settings = (HERE / "nginx.conf").read_text(encoding="utf-8")
    settings = settings.replace("127.0.0.1:PORT", f"127.0.0.1:{port}").replace("proxy_pass APP", f"proxy_pass {app}")
    (folder / "nginx.conf").write_text(settings, encoding="utf-8")
    nginx = shutil.which("nginx", path=PROGRAMS) or "nginx"
    os.execv(nginx, ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]).absolute())
