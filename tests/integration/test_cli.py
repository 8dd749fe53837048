"""The program `mailsonde` as people run it: help, exit statuses, signals, pipes, the documented examples."""

import json
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = os.environ["MAILSONDE"]
EVENT_WRITER = os.environ["EVENT_WRITER"]
COMMANDS: tuple[tuple[str, ...], ...] = ((), ("check",), ("health",), ("once",), ("reap",), ("run",), ("tail",),
                                     ("token",), ("token", "inspect"))
SECRET = "0123456789abcdef0123456789abcdef\n"
PATIENCE = 30.0


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *arguments], input=stdin, env=os.environ | environment,
                          capture_output=True, text=True, timeout=PATIENCE, check=False)


class CliCase(unittest.TestCase):
    folder: Path

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-cli-")))

    def example(self, name: str) -> Path:
        """A copy of the documented examples whose secrets lie in the test's folder; the copy of `name`."""
        examples = self.folder / "examples"
        if not examples.exists():
            shutil.copytree(REPOSITORY / "docs/examples", examples)
            for file in examples.rglob("*.yaml"):
                file.write_text(self.with_own_secrets(file.read_text()))
        return examples / name

    def with_own_secrets(self, text: str) -> str:
        text = text.replace("/var/lib/mailsonde", f"{self.folder}/data")
        return re.sub(r"((?:file|ca): )(/[^,}\s]+)", lambda found: f"{found[1]}{self.own_file(found[2])}", text)

    def own_file(self, path: str) -> Path:
        own = self.folder / "files" / path.lstrip("/")
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(authority() if path.endswith(".pem") else SECRET)
        own.chmod(stat.S_IRUSR | stat.S_IWUSR)
        return own


def authority() -> str:
    """Any certificate will do; nothing is connected to."""
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", "/dev/null", "-subj", "/CN=test", "-days", "1"],
        capture_output=True, text=True, timeout=PATIENCE, check=True)
    return made.stdout


class CommandLine(CliCase):
    def test_every_command_explains_itself(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                done = run(*command, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn(f"Usage: {' '.join(('mailsonde', *command))} [OPTIONS]", done.stdout)
                self.assertLess(max(map(len, done.stdout.splitlines())), 130)

    def test_version(self) -> None:
        declared = re.search(r"project\(mailsonde VERSION (\S+)", (REPOSITORY / "CMakeLists.txt").read_text())
        assert declared is not None
        done = run("--version")
        self.assertEqual((done.returncode, done.stdout), (0, f"mailsonde {declared[1]}\n"))

    def test_wrong_lines_exit_with_2(self) -> None:
        for line in ((), ("--nope",), ("check", "--nope"), ("tail", "--nope"), ("reap", "--older-than", "1h"),
                     ("token",), ("token", "inspect", "--nope")):
            with self.subTest(line):
                done = run(*line)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("--help", done.stderr)

    def test_a_plugin_called_wrongly_is_unknown(self) -> None:
        """2 would be CRITICAL, and nobody's mail is."""
        for line in (("once",), ("once", "--nope"), ("once", "inbound", "--timeout", "5")):
            with self.subTest(line):
                self.assertEqual(run(*line).returncode, 3)


class DocumentedCommands(CliCase):
    def test_every_documented_command_is_understood(self) -> None:
        found = 0
        for page in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))):
            for line in re.findall(r"^mailsonde [^|\n]*|(?<=`)mailsonde [^`|\n]*(?=`)", page.read_text(), re.MULTILINE):
                words = [word for word in shlex.split(line, comments=True)[1:] if word.isascii()]
                if words[0] not in {command[0] for command in COMMANDS if command}:
                    continue  # a path or a sentence
                with self.subTest(f"{page.name}: {line}"):
                    config = () if "-c" in words else ("-c", str(self.folder / "missing.yaml"))
                    done = run(*words, *config)
                    self.assertNotIn("--help", done.stderr)
                    self.assertIn("yaml", done.stderr)
                found += 1
        self.assertGreaterEqual(found, 8)


class Check(CliCase):
    def test_the_documented_examples_are_good(self) -> None:
        for name in ("first.yaml", "kafka.yaml", "msp/mailsonde.yaml"):
            with self.subTest(name):
                file = str(self.example(name))
                done = run("check", "-c", file, MSP_SMTP_PASSWORD="x", ACME_PASSWORD="y")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("instance: ", done.stdout)
                self.assertNotIn(SECRET.strip(), done.stdout)
                # What is printed is a configuration of its own, but for the secrets.
                again = self.folder / "again.yaml"
                again.write_text(done.stdout.replace("<redacted>", "{env: SOME_SECRET}"))
                once_more = run("check", "-c", str(again), SOME_SECRET=SECRET.strip())
                self.assertEqual((once_more.returncode, once_more.stdout), (0, done.stdout))

    def test_a_missing_secret_is_a_problem(self) -> None:
        file = self.example("first.yaml")
        next(self.folder.rglob("anna.password")).unlink()
        done = run("check", "-c", str(file))
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, rf"^{re.escape(str(file))}:\d+:\d+: .*anna\.password.*\n$")

    def test_a_full_disk_is_a_failure(self) -> None:
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([PROGRAM, "check", "-c", str(self.example("first.yaml"))], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("can't be written", done.stderr)


class Token(CliCase):
    def test_reads_standard_input_and_files(self) -> None:
        configuration = str(self.example("first.yaml"))
        # Well-formed, and signed by nobody.
        token = f"ms1.{'a' * 25}a.{'b' * 26}"
        mail = self.folder / "mail.eml"
        mail.write_text(f"Subject: {token}\n\n")
        for done in (run("token", "inspect", "-c", configuration, "-", stdin=mail.read_text()),
                     run("-c", configuration, "token", "inspect", str(mail))):
            self.assertEqual((done.returncode, done.stderr), (1, ""))
            self.assertIn("verifies: no, does not verify for any mailbox of instance example\n", done.stdout)


class Log:
    """An event log that is filled while others read it."""

    def __init__(self, folder: Path) -> None:
        self._writer = subprocess.Popen([EVENT_WRITER, str(folder)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._expect("ready")

    def append(self, probe: str) -> None:
        """Returns when the event is in the log."""
        assert self._writer.stdin is not None
        self._writer.stdin.write(f"{probe}\n")
        self._writer.stdin.flush()
        self._expect(probe)

    def close(self) -> None:
        self._writer.communicate(timeout=PATIENCE)

    def _expect(self, line: str) -> None:
        assert self._writer.stdout is not None
        got = self._writer.stdout.readline()
        if got != f"{line}\n":
            raise AssertionError(f"the writer said {got!r}")


class Tail(CliCase):
    def setUp(self) -> None:
        super().setUp()
        self.configuration = str(self.example("first.yaml"))

    def filled_log(self, *probes: str) -> Log:
        log = Log(self.folder / "data")
        self.addCleanup(log.close)
        for probe in probes:
            log.append(probe)
        return log

    def follow(self, *arguments: str) -> subprocess.Popen[str]:
        """A program that is given time, but not for ever."""
        tail = subprocess.Popen(
            ["timeout", "--foreground", "--signal=KILL", str(PATIENCE), PROGRAM, "tail", "--follow",
             "-c", self.configuration, *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(tail.communicate)
        self.addCleanup(tail.kill)
        return tail

    def test_without_a_log_creates_none(self) -> None:
        done = run("tail", "-c", self.configuration, "--follow")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(f"there is no event log at {self.folder}/data; `mailsonde run` creates it", done.stderr)
        self.assertFalse((self.folder / "data").exists())

    def test_prints_what_is_there(self) -> None:
        self.filled_log("one", "two")
        done = run("tail", "-c", self.configuration)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([line.split()[2] for line in done.stdout.splitlines()], ["PROBE", "one", "two"])
        done = run("tail", "--json", "--probe", "two", "-c", self.configuration)
        self.assertEqual([json.loads(line)["subject"] for line in done.stdout.splitlines()], ["two"])

    def test_follows_line_by_line_until_a_signal(self) -> None:
        log = self.filled_log("old")
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                tail = self.follow("--json", "--last", "1")
                assert tail.stdout is not None
                self.assertEqual(json.loads(tail.stdout.readline())["subject"], "old")
                for probe in ("new", "newer"):
                    log.append(probe)
                    self.assertEqual(json.loads(tail.stdout.readline())["subject"], probe)
                tail.send_signal(number)
                self.assertEqual((tail.wait(PATIENCE), tail.stdout.read()), (0, ""))
                log.append("old")

    def test_ends_when_the_reader_goes_although_nothing_happens(self) -> None:
        self.filled_log("old")
        tail = self.follow()
        assert tail.stdout is not None and tail.stderr is not None
        self.assertIn("TIME", tail.stdout.readline())
        self.assertIn("old", tail.stdout.readline())
        tail.stdout.close()
        self.assertEqual((tail.wait(PATIENCE), tail.stderr.read()), (0, ""))
