"""SIA DC-09: bytes from alarm panels to reports, and reports to replies. No I/O, no clock.

    FrameStream.feed → Frame → open_frame → Report → answer_to → write_reply
                     ↘ Unreadable ↗

This module is the whole of it as seen from outside; the parts lie beside it.
"""

from tocsin.protocols.device_event import DeviceEvent
from tocsin.protocols.sia_dc09_answer import (
    Answer,
    Because,
    Profile,
    Reply,
    TimeCheck,
    answer_to,
)
from tocsin.protocols.sia_dc09_frame import Crc, Frame, Length, Unreadable, Why
from tocsin.protocols.sia_dc09_position import DevicePosition
from tocsin.protocols.sia_dc09_reply import (
    Draft,
    Seal,
    acknowledge,
    refuse,
    refuse_time,
    write_message,
    write_reply,
)
from tocsin.protocols.sia_dc09_report import Report, open_frame
from tocsin.protocols.sia_dc09_stream import FrameStream, read_datagram

__all__ = [
    "Answer",
    "Because",
    "Crc",
    "DeviceEvent",
    "DevicePosition",
    "Draft",
    "Frame",
    "FrameStream",
    "Length",
    "Profile",
    "Reply",
    "Report",
    "Seal",
    "TimeCheck",
    "Unreadable",
    "Why",
    "acknowledge",
    "answer_to",
    "open_frame",
    "read_datagram",
    "refuse",
    "refuse_time",
    "write_message",
    "write_reply",
]
