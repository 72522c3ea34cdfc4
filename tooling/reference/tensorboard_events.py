"""Records of event files as tensorboardX 2.6.5 writes them: `pip install tensorboardX==2.6.5`, which no other generator needs."""

import json
import pathlib
import struct

from tensorboardX.proto import event_pb2, summary_pb2
from tensorboardX.record_writer import masked_crc32c


def record(event):
    data = event.SerializeToString()
    header = struct.pack("<Q", len(data))
    return (header + struct.pack("<I", masked_crc32c(header)) + data + struct.pack("<I", masked_crc32c(data))).hex()


def scalars(step, values, wall_time):
    values = [summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
    return event_pb2.Event(wall_time=wall_time, step=step, summary=summary_pb2.Summary(value=values))


cases = [
    (0, {"loss/total": 0.5}, 1700000000.25),
    (1, {"loss/total": 1e-30, "loss/nnHidden": -3.25}, 1700000001.5),
    (300, {"größe": 7.0}, 2.0),
    (2**40, {}, 1.0),
    (7, {"not finite": float("inf"), "zero": 0.0}, 1.0),
]
values = {
    "header": {"wallTime": 1.5, "hex": record(event_pb2.Event(wall_time=1.5, file_version="brain.Event:2"))},
    "scalars": [
        {"step": step, "scalars": {tag: "Infinity" if value == float("inf") else value for tag, value in given.items()}, "wallTime": wall_time, "hex": record(scalars(step, given, wall_time))}
        for step, given, wall_time in cases
    ],
}
path = pathlib.Path(__file__).parents[2] / "apps" / "feedbax" / "test" / "files" / "tensorboard-events.json"
path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
