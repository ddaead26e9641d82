"""A real mail house for end-to-end tests: Debian's Postfix and Dovecot, each an instance of its own in a folder, on ports of
the kernel's choice, and msmtp before them as docs/operating.md has it. Nothing of the machine's own mailer is touched."""

import grp
import imaplib
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from conftest import wait_for

# Whoever reads mail there has this password.
PASSWORD = "geheim"

MAIN = """
compatibility_level = 3.6
maillog_file = /dev/stdout
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
sendmail_path = /usr/sbin/sendmail
newaliases_path = /usr/bin/newaliases
mailq_path = /usr/bin/mailq
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.{domain}
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
# Taken now and refused later, as by most of the world's mailers one hop further on.
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = static:all
virtual_transport = lmtp:[127.0.0.1]:{lmtp}
# What comes back is sent to whom the letters came from, and goes to a program: the part of docs/operating.md.
transport_maps = inline:{{ {sender}=saar-bounces: }}
smtp_dns_support_level = disabled
default_database_type = texthash
alias_maps =
"""

MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
saar-bounces unix - n n - - pipe
  flags=R user=nobody:nogroup argv={pipe}
"""

DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


def ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for free in held:
        free.bind(("127.0.0.1", 0))
    found = [free.getsockname()[1] for free in held]
    for free in held:
        free.close()
    return found


class MailHouse:
    """Mailboxes at `domain`, each with its owner's name; whoever else is written to there does not exist, and the letter comes
    back. What comes back to `sender` is handed to `pipe`, a program of the user nobody."""

    def __init__(self, folder: Path, domain: str, owners: list[str], sender: str, pipe: Path):
        if os.getuid() != 0:
            pytest.skip("Postfix and Dovecot are started by root alone")
        if Path("/usr/sbin/sendmail").exists() and not Path("/usr/sbin/postfix").exists():
            pytest.skip("this machine has another mailer than Postfix")
        for program, package in (("postfix", "postfix"), ("dovecot", "dovecot-imapd"), ("msmtp", "msmtp")):
            if not shutil.which(program, path="/usr/sbin:/usr/bin"):
                pytest.fail(f"no {program}: script/setup test installs Debian's {package}")
        self.folder, self.domain, self.errors, self.running = folder, domain, [], []
        self.smtp, self.imap, self.lmtp = ports(3)
        postfix, dovecot, home = folder / "postfix", folder / "dovecot", folder / "home"
        for made in (postfix, postfix / "queue", postfix / "data", dovecot, dovecot / "mail", home):
            made.mkdir(parents=True)
        values = {"domain": domain, "sender": sender, "smtp": self.smtp, "lmtp": self.lmtp, "imap": self.imap}
        (postfix / "main.cf").write_text(MAIN.format(folder=postfix, **values))
        (postfix / "master.cf").write_text(MASTER.format(pipe=shlex.quote(str(pipe)), **values))
        shutil.chown(postfix / "data", "postfix", grp.getgrgid(pwd.getpwnam("postfix").pw_gid).gr_name)
        (dovecot / "users").write_text("".join(f"{owner}@{domain}:{{PLAIN}}{PASSWORD}::::::\n" for owner in owners))
        (dovecot / "dovecot.conf").write_text(DOVECOT.format(folder=dovecot, **values))
        shutil.chown(dovecot / "mail", "nobody", "nogroup")
        # As an operator's: Saar hands its letters to msmtp, and that to the mailer of the machine.
        rc = home / ".msmtprc"
        rc.write_text(f"account default\nhost 127.0.0.1\nport {self.smtp}\nfrom {sender}\n")
        rc.chmod(0o600)
        for owned in (home, rc):
            shutil.chown(owned, "nobody", "nogroup")
        self.home = home
        self.start(["/usr/sbin/dovecot", "-F", "-c", dovecot / "dovecot.conf"], self.imap)
        self.start(["/usr/sbin/postfix", "-c", postfix, "start-fg"], self.smtp)

    def start(self, command, port):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", start_new_session=True)
        self.running.append(process)
        threading.Thread(target=lambda: self.errors.extend(process.stdout), daemon=True).start()

        def is_up():
            if process.poll() is not None:
                pytest.fail(f"{command[0]} ended with {process.returncode}:\n{self.log()}")
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                    return line.recv(3)
            except OSError:
                return None

        wait_for(f"{command[0]} to greet", is_up)

    def log(self) -> str:
        return "".join(self.errors)

    def letters(self, owner: str) -> list[bytes]:
        """All that lies in a mailbox, as it came over the wire."""
        with imaplib.IMAP4("127.0.0.1", self.imap) as box:
            box.login(f"{owner}@{self.domain}", PASSWORD)
            box.select("INBOX", readonly=True)
            numbers = box.search(None, "ALL")[1][0].split()
            return [box.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]

    def stop(self):
        # Postfix goes into a session of its own once more; its pid file says where it is.
        subprocess.run(["/usr/sbin/postfix", "-c", self.folder / "postfix", "stop"], capture_output=True)
        # Each has a session with all that it started and nothing else.
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
