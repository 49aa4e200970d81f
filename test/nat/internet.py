"""The public net of a lab: a switch between its ports that hands IPv4 frames on late, or not at all.

usage: internet.py INTERFACE...
Each line on standard input sets one port: {"id": 1, "port": "p0", "delay": 0.01, "loss": 0.05, "rate": 0, "cut": false}
(seconds; share lost; bytes a second, 0 for no limit) and is answered by `done <id>`.

Not every kernel has netem, and no runtime of the tests can read a raw socket: hence Python. Ends with its
standard input, so that it never outlives the test.
"""
import heapq
import itertools
import json
import os
import random
import select
import socket
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING, SO_RCVBUFFORCE = 263, 15, 23, 33
RECEIVE_BUFFER = 16 << 20
# Each frame comes behind a virtio header: offloaded checksums are unfinished, and stay so until the other end.
DESTINATION, SOURCE, ETHERTYPE, TTL = slice(10, 16), slice(16, 22), slice(22, 24), 32
IPV4, ARP = b"\x08\x00", b"\x08\x06"
# Hole punching opens its own NAT with packets of a low TTL, which must die on the way.
HOPS = 16
# What waits longer than this for a slow uplink is dropped, as a router's short queue would.
QUEUE_SECONDS = 0.05
FRAMES_A_TURN = 256


class Port:
    def __init__(self, name):
        self.delay, self.loss, self.rate, self.cut = 0.0, 0.0, 0, False
        self.free_at = {"in": 0.0, "out": 0.0}
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        self.socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        self.socket.bind((name, 0))
        self.socket.setblocking(False)

    def frames(self):
        for _ in range(FRAMES_A_TURN):
            try:
                yield self.socket.recv(70000)
            except OSError:  # nothing more, or the link is down
                return

    def pass_at(self, now, direction, size):
        """When a frame that comes now is through this uplink; None when it never is."""
        if self.cut or random.random() < self.loss:
            return None
        if self.rate:
            begin = max(now, self.free_at[direction])
            if begin - now > QUEUE_SECONDS:
                return None
            now = self.free_at[direction] = begin + size / self.rate
        return now + self.delay


class Switch:
    def __init__(self, names):
        self.ports = {name: Port(name) for name in names}
        self.by_socket = {port.socket.fileno(): port for port in self.ports.values()}
        self.by_address = {}
        self.waiting = []  # a heap of (when, number, port, frame)
        self.numbers = itertools.count()

    def take(self, source, frame):
        if frame[ETHERTYPE] not in (IPV4, ARP):
            return
        self.by_address[frame[SOURCE]] = source
        target = self.by_address.get(frame[DESTINATION])
        for port in [target] if target else self.ports.values():
            if port is not source:
                self.carry(source, port, frame)

    def carry(self, source, target, frame):
        when = time.monotonic()
        if frame[ETHERTYPE] == IPV4:
            if frame[TTL] < HOPS:
                return
            when = source.pass_at(when, "out", len(frame))
            when = when and target.pass_at(when, "in", len(frame))
        else:  # a lost ARP answer would be missed for a second, as nothing is on a real uplink
            when += source.delay + target.delay
        if when:
            heapq.heappush(self.waiting, (when, next(self.numbers), target, frame))

    def deliver(self):
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, port, frame = heapq.heappop(self.waiting)
            try:
                port.socket.send(frame)
            except OSError:  # full, or the link is down: the frame is lost
                pass

    def set(self, line):
        order = json.loads(line)
        vars(self.ports[order["port"]]).update({key: order[key] for key in ("delay", "loss", "rate", "cut")})
        print("done", order["id"], flush=True)


def main():
    switch = Switch(sys.argv[1:])
    poll = select.epoll()
    for descriptor in [0, *switch.by_socket]:
        poll.register(descriptor, select.EPOLLIN)
    print("ready", flush=True)
    orders = b""
    while True:
        wait = max(0.0, switch.waiting[0][0] - time.monotonic()) if switch.waiting else -1
        for descriptor, _ in poll.poll(wait):
            if descriptor != 0:
                port = switch.by_socket[descriptor]
                for frame in port.frames():
                    switch.take(port, frame)
                continue
            chunk = os.read(0, 65536)
            if not chunk:
                return
            *lines, orders = (orders + chunk).split(b"\n")
            for line in lines:
                switch.set(line)
        switch.deliver()


main()
