"""The package in use: a configuration of ours in /etc/mailsonde, for mail servers of ours."""

import shutil

from tests.packages.clean_root import CleanRoot
from tests.packages.machine import Machine
from tests.support.mailhost import MailHost
from tests.support.mailsonde import Settings

CONFIG = "/etc/mailsonde/mailsonde.yaml"
DATA = "/var/lib/mailsonde"


def configure(root: CleanRoot, settings: Settings, host: MailHost) -> None:
    """As docs/operations.md tells an administrator: secrets are root's, and the group's to read."""
    ca = root.path("/etc/mailsonde/ca.pem")
    shutil.copy(host.ca_file, ca)
    for section, key in ((settings.routes, "smtp"), (settings.mailboxes, "imap")):
        for one in section.values():
            one[key]["ca_file"] = ca.name
    settings.top["data"] = DATA
    settings.write(root.path(CONFIG))
    root.path(CONFIG).chmod(0o644)
    allow_secrets(root)


def allow_secrets(root: CleanRoot) -> None:
    root.run("sh", "-c", "cd /etc/mailsonde && chmod 0750 secrets && chmod 0640 secrets/* && chgrp -R mailsonde secrets")


def secrets_of_the_example(root: CleanRoot, up: Machine | None = None) -> None:
    """What the configuration that comes with the package asks for.

    :param up: the root's machine, if it is booted.
    """
    for name in ("k1.key", "smtp.password", "anna.password"):
        file = root.path(f"/etc/mailsonde/{name}")
        file.write_text("0123456789abcdef0123456789abcdef\n")
        (up or root).run("sh", "-c", f"cd /etc/mailsonde && chgrp mailsonde {name} && chmod 0640 {name}")
