"""The line to the server: a request and its answer, or some bytes and what comes back, with a bound on waiting."""

import select
import socket
import time
from dataclasses import dataclass, field

PIECE = 65_536


class Silent(Exception):
    """No answer came within the time that one may take."""


class Closed(Exception):
    """The server closed the line without an answer."""


@dataclass
class Answer:
    """What a server said."""
    status: int
    headers: list = field(default_factory=list)
    body: bytes = b""
    is_stream: bool = False

    def header(self, name):
        return next((value for key, value in self.headers if key == name), None)


class Line:
    """A connection that is kept open between requests, as browsers keep theirs."""

    def __init__(self, address, patience):
        self.address, self.patience = address, patience
        self.socket, self.rest = None, b""

    def ask(self, data):
        """Sends one whole request and reads its answer. Raises Silent or Closed.

        A line that had lain open may have been closed meanwhile: then it is asked once more on a new one."""
        was_open = self.socket is not None
        try:
            return self._ask(data)
        except Closed:
            self.close()
            if not was_open:
                raise
            return self._ask(data)

    def _ask(self, data):
        try:
            if self.socket is None:
                self.socket = socket.create_connection(self.address, timeout=self.patience)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.rest = b""
            is_whole = sent(self.socket, data, self.patience)
            answer = self._read(data.startswith(b"HEAD "))
        except TimeoutError as silence:
            self.close()
            raise Silent from silence
        except ConnectionError as end:
            self.close()
            raise Closed from end
        if not is_whole or answer.is_stream or (answer.header("connection") or "").lower() == "close":
            self.close()
        return answer

    def _read(self, is_head):
        while True:
            head = self._until(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            status = int(first.split(" ")[1])
            if status >= 200:
                break
        answer = Answer(status,
                        [(name.lower(), value.strip()) for name, _,
                         value in (one.partition(":") for one in lines if one)])
        if (answer.header("content-type") or "").startswith("text/event-stream") and status == 200:
            answer.is_stream = True
        elif is_head or status in (204, 304):
            pass
        elif answer.header("content-length") is not None:
            answer.body = self._exactly(int(answer.header("content-length")))
        elif (answer.header("transfer-encoding") or "") == "chunked":
            answer.body = self._chunks()
        else:
            answer.body = self._all()
        return answer

    def _chunks(self):
        whole = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            whole += self._exactly(size)
            self._until(b"\r\n")
        self._until(b"\r\n")
        return whole

    def _more(self):
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionResetError
        self.rest += piece

    def _until(self, mark):
        while (at := self.rest.find(mark)) < 0:
            self._more()
        found, self.rest = self.rest[:at], self.rest[at + len(mark):]
        return found

    def _exactly(self, count):
        while len(self.rest) < count:
            self._more()
        found, self.rest = self.rest[:count], self.rest[count:]
        return found

    def _all(self):
        try:
            while True:
                self._more()
        except ConnectionError:
            found, self.rest = self.rest, b""
            self.close()
            return found

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def sent(line, data, patience):
    """Sends it all, or as much as the other side takes before it answers: who has said no need not hear the rest.

    - Returns: whether it was sent whole."""
    view, until = memoryview(data), time.monotonic() + patience
    while view:
        answers, takes, _ = select.select([line], [line], [], max(0.0, until - time.monotonic()))
        if takes:
            try:
                view = view[line.send(view):]
            except ConnectionError:
                return False  # It may have said why, and then closed.
        elif answers:
            return False
        else:
            raise TimeoutError
    return True


def told(address, data, patience):
    """Sends bytes on a line of their own, says that no more come, and reads until the server closes it. Raises Silent
    where it does not. A stream has no end: what came of it is enough."""
    said = b""
    with socket.create_connection(address, timeout=patience) as line:
        try:
            sent(line, data, patience)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(PIECE):
                said += piece
                if b"text/event-stream" in said:
                    break
        except TimeoutError as silence:
            raise Silent from silence
        except OSError:
            pass  # Closed while something was on its way: it wants no more of it.
    return said
