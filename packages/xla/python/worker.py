"""Runs StableHLO on XLA for a program in another process, which sends commands to stdin and reads answers from stdout.

A message is two little-endian uint32, the lengths of header and payload; then the header, JSON; then the payload, bytes. Arrays live
here under handles that the other side picks, so that putting, running and freeing need no answer; reading waits. A message without
header runs a program: its payload are uint32, the program, the handle of the first result, and those of the arguments. Needs jax alone.
"""

import collections
import dataclasses
import functools
import itertools
import json
import os
import re
import signal
import struct
import sys
import threading
import time
import warnings

# Not every result has a donated argument of its size.
warnings.filterwarnings("ignore", message="Some donated buffers were not usable")

# Answers to what this process asks come here.
replies = 3

# What libraries print must not come between the messages.
commands = os.fdopen(os.dup(0), "rb", 1 << 20)
answers = os.dup(1)
os.dup2(2, 1)


sending = threading.Lock()


def send(header, payload=b""):
    with sending:
        write(header, payload)


def write(header, payload):
    text = json.dumps(header).encode()
    head = struct.pack("<II", len(text), len(payload)) + text
    # What is short leaves in one piece, which wakes the other process once.
    for part in (head + payload,) if len(payload) < 1 << 16 else (head, payload):
        rest = memoryview(part).cast("B")
        while rest:
            rest = rest[os.write(answers, rest) :]


def read_reply(size):
    """So many bytes of an answer."""
    pieces = []
    while size > 0:
        piece = os.read(replies, min(size, 1 << 20))
        if not piece:
            raise EOFError("the other process has ended")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


leaving = threading.Event()


def end_with_parent(parent):
    """Ends the process when the other one is gone, also in the middle of a computation."""
    while os.getppid() == parent and not leaving.is_set():
        time.sleep(0.5)
    if leaving.is_set():
        # Longer than processes wait for one another.
        time.sleep(patience + 5)
    os._exit(0)


# Seconds for which a process that is done waits for the others.
patience = 60


def join(jax, run):
    """Makes this process one of several that compute together; answers what is wrong if it cannot."""
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    try:
        jax.distributed.initialize(
            run["coordinator"],
            run["processes"],
            run["processId"],
            initialization_timeout=run["initializationTimeout"],
            heartbeat_timeout_seconds=run["heartbeatTimeoutSeconds"],
            shutdown_timeout_seconds=patience,
        )
    except Exception as error:
        send({"ticket": 0, "missing": "processes", "error": in_words(error), "python": sys.version.split()[0]})
        sys.exit(0)


def start(options):
    """Imports jax and opens the devices; answers what is there, or what is missing."""
    try:
        if sys.version_info < (3, 11):
            raise ImportError("Python %d.%d is too old" % sys.version_info[:2])
        import jax
        import jax.experimental
        import jax.export
        import jax.extend.mlir
        import numpy
    except ImportError as error:
        send({"ticket": 0, "missing": "jax", "error": str(error), "python": sys.version.split()[0]})
        sys.exit(0)
    jax.config.update("jax_enable_x64", True)
    if options["platform"] is not None:
        jax.config.update("jax_platforms", options["platform"])
    if options["cache"] is not None:
        jax.config.update("jax_compilation_cache_dir", options["cache"])
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.5)
    if options["run"] is not None:
        join(jax, options["run"])
    try:
        devices = jax.devices()
    except RuntimeError as error:
        send({"ticket": 0, "missing": "platform", "error": str(error), "python": sys.version.split()[0]})
        sys.exit(0)
    send(
        {
            "ticket": 0,
            "jax": jax.__version__,
            "python": sys.version.split()[0],
            "platform": devices[0].platform,
            "kind": devices[0].device_kind,
            "devices": len(devices),
            "processes": [device.process_index for device in devices],
            "process": jax.process_index(),
        }
    )
    return jax, numpy


class Failed:
    """Stands for an array that could not be computed."""

    def __init__(self, message):
        self.message = message


@dataclasses.dataclass(slots=True)
class Program:
    """A program: what calls it, or why nothing can; where its arguments lie; how many results it has; how many devices run it."""

    call: object
    places: list
    results: int
    devices: int


class HostCalls:
    """Calls of functions of the other process, from programs. One of them is under way at a time, and so is one such program."""

    def __init__(self, jax, numpy):
        self.jax, self.numpy = jax, numpy
        self.one = threading.Lock()
        self.ticket = None
        self.form = None

    def written(self, text):
        """A module whose calls are those that jax writes, with their numbers among all that are registered with it."""
        name, head = self.form_of_jax()
        closing = "}" * head.count("{")
        jax_form = lambda found: f"@{name}{found[1]}{head}{found[2]} : ui64{closing}"
        return re.sub(r"@call_host(\(.*?\) \{)index = (\d+) : ui64", jax_form, text)

    def form_of_jax(self):
        """What jax calls its callbacks, and the attributes before their number."""
        if self.form is None:
            jax, scalar = self.jax, self.jax.ShapeDtypeStruct((), "int32")
            example = jax.jit(lambda x: jax.experimental.io_callback(lambda y: y, scalar, x)).lower(scalar).as_text()
            found = re.search(r"custom_call @(\w+)\(%\w+\) \{(.*?index = )0 : ui64", example)
            if found is None:
                raise NotImplementedError(f"callbacks of jax {jax.__version__} are not known here: {example}")
            self.form = found.groups()
        return self.form

    def registering(self, call, calls):
        """A function with callbacks that are registered in their order, and never run by what is registered here."""
        jax = self.jax

        def register():
            for number, given in enumerate(calls):
                types = [jax.ShapeDtypeStruct(*type) for type in given["outs"]]
                ask = functools.partial(self.ask, number, given["token"], types)
                jax.experimental.io_callback(ask, types, *[0] * given["arity"])

        def with_callbacks(*args):
            results = call(*args)
            jax.lax.cond(False, register, lambda: None)
            return results

        return with_callbacks

    def ask(self, number, has_token, types, *operands):
        operands = [self.numpy.asarray(x) for x in operands]
        tokens, given = (operands[:1], operands[1:]) if has_token else ([], operands)
        wanted = types[len(tokens) :]
        bytes_of = [x.tobytes() for x in given]
        header = {
            "ticket": self.ticket,
            "call": number,
            "waits": len(wanted) > 0,
            "operands": [[x.shape, str(x.dtype)] for x in given],
            "sizes": [len(x) for x in bytes_of],
        }
        with self.one:
            send(header, b"".join(bytes_of))
            results = self.answer(wanted) if wanted else []
        return [*tokens, *results]

    def answer(self, types):
        (length,) = struct.unpack("<q", read_reply(8))
        if length < 0:
            raise RuntimeError("a function that the program calls has failed")
        rest, results = read_reply(length), []
        for type in types:
            size = int(self.numpy.prod(type.shape)) * type.dtype.itemsize
            results.append(self.numpy.frombuffer(rest[:size], type.dtype).reshape(type.shape))
            rest = rest[size:]
        return results


def in_words(error):
    return f"{type(error).__name__}: {error}"[:4000]


class Worker:
    def __init__(self, jax, numpy, depth):
        self.jax, self.numpy, self.depth = jax, numpy, depth
        self.arrays, self.programs, self.shardings = {}, {}, {}
        self.devices = jax.devices()
        self.under_way = collections.deque()
        self.is_one_of_several = jax.process_count() > 1
        self.moves = {}
        self.introduced = set()
        self.host_calls = HostCalls(jax, numpy)

    def sharding(self, text):
        """A sharding as the other side writes it, the same object each time: devices by their places, axes of a mesh, and the spec."""
        if text is None:
            return None
        if text not in self.shardings:
            sharding = self.jax.sharding
            given = json.loads(text)
            devices = [self.devices[place] for place in given["devices"]]
            if "spec" in given:
                mesh = sharding.Mesh(self.numpy.array(devices).reshape(given["sizes"]), given["names"])
                self.introduce(mesh)
                entries = [tuple(entry) if isinstance(entry, list) else entry for entry in given["spec"]]
                self.shardings[text] = sharding.NamedSharding(mesh, sharding.PartitionSpec(*entries))
            else:
                self.shardings[text] = sharding.SingleDeviceSharding(devices[0])
        return self.shardings[text]

    def introduce(self, mesh):
        """Has the processes of a mesh find one another, before they compile.

        On processors they must find one another within 30 seconds of the first collective along each of the axes, and for a program that
        is in the cache of one process alone, compiling takes the others longer.
        """
        several = len({device.process_index for device in mesh.devices.flat}) > 1
        if mesh in self.introduced or not several or self.devices[0].platform != "cpu":
            return
        self.introduced.add(mesh)
        jax, spec = self.jax, self.jax.sharding.PartitionSpec
        ones = self.shared(self.numpy.ones(mesh.devices.shape), jax.sharding.NamedSharding(mesh, spec(*mesh.axis_names)))
        axes = range(mesh.devices.ndim)
        sums = jax.jit(lambda x: [x.sum(some) for count in axes for some in itertools.combinations(axes, count + 1)])
        try:
            jax.block_until_ready(sums(ones))
        except Exception as error:
            self.end_without_others(error)
            raise

    def types(self, types, shardings):
        return [self.jax.ShapeDtypeStruct(*type, sharding=sharding) for type, sharding in zip(types, shardings)]

    def compile(self, header, payload):
        """A StableHLO module as a function: an exported function of the same types, whose module is exchanged."""
        jax, spread = self.jax, header["spread"]
        places = [[None] * len(header["ins"]), [None] * len(header["outs"])]
        try:
            if spread is not None:
                places = [[self.sharding(text) for text in texts] for texts in spread]
            in_places, out_places = places
            how = {} if spread is None else {"in_shardings": in_places, "out_shardings": out_places}
            ins, outs = self.types(header["ins"], in_places), self.types(header["outs"], out_places)
            text, calls = bytes(payload).decode(), header["calls"]
            if calls:
                text = self.host_calls.written(text)
            module = jax.extend.mlir.serialize_portable_artifact(text, header["version"], True)
            same_types = jax.jit(lambda *_: [jax.numpy.zeros(t.shape, t.dtype) for t in outs], keep_unused=True, **how)
            template = jax.export.export(same_types)(*ins)
            exported = dataclasses.replace(template, mlir_module_serialized=module)
            run = self.host_calls.registering(exported.call, calls) if calls else exported.call
            call = jax.jit(run, donate_argnums=tuple(header["donated"]), keep_unused=True, **how)
        except Exception as error:
            call = Failed(in_words(error))
        devices = max((len(place.device_set) for place in sum(places, []) if place is not None), default=1)
        self.programs[header["id"]] = Program(call, places[0], len(header["outs"]), devices)

    def put(self, header, payload):
        host = self.numpy.frombuffer(payload, header["dtype"]).reshape(header["shape"])
        sharding = self.sharding(header["sharding"])
        if sharding is None or sharding.is_fully_addressable:
            self.arrays[header["id"]] = self.jax.device_put(host, sharding)
        else:
            self.arrays[header["id"]] = self.shared(host, sharding)

    def put_parts(self, header, payload):
        """What this process has of an array, one part after the other."""
        sharding, shape = self.sharding(header["sharding"]), tuple(header["shape"])
        own = [device for device in sharding.mesh.devices.flat if device.process_index == self.jax.process_index()]
        parts = self.numpy.frombuffer(payload, header["dtype"]).reshape([len(own), *sharding.shard_shape(shape)])
        placed = [self.jax.device_put(part, device) for part, device in zip(parts, own)]
        self.arrays[header["id"]] = self.jax.make_array_from_single_device_arrays(shape, sharding, placed)

    def shared(self, whole, sharding):
        """An array over the devices of all processes, each of which has the same values."""
        if sharding.is_fully_replicated:
            parts = [self.jax.device_put(whole, device) for device in sharding.addressable_devices]
        else:
            places = sharding.addressable_devices_indices_map(whole.shape)
            parts = [self.jax.device_put(whole[place], device) for device, place in places.items()]
        return self.jax.make_array_from_single_device_arrays(whole.shape, sharding, parts)

    def given(self, array, sharding):
        """An argument as a program of several processes takes it."""
        isolated = sharding is not None and array.sharding.device_set != sharding.device_set
        return self.shared(array, sharding) if isolated else array

    def move(self, header, _):
        """Values of the devices, spread in another way."""
        array, sharding = self.arrays[header["from"]], self.sharding(header["sharding"])
        if isinstance(array, Failed):
            moved = array
        elif sharding.is_fully_addressable and array.sharding.is_fully_addressable:
            moved = self.jax.device_put(array, sharding)
        elif array.sharding.is_fully_addressable:
            moved = self.shared(array, sharding)
        else:
            moved = self.spread_anew(array, sharding)
        self.arrays[header["id"]] = moved

    def spread_anew(self, array, sharding):
        """What all processes of the run do together."""
        if sharding not in self.moves:
            self.moves[sharding] = self.jax.jit(lambda x: x, out_shardings=sharding)
        return self.moves[sharding](array)

    def shard(self, header, _):
        """The part of one device."""
        array, device = self.arrays[header["from"]], self.devices[header["place"]]
        if not isinstance(array, Failed):
            array = next(shard.data for shard in array.addressable_shards if shard.device == device)
        self.arrays[header["id"]] = array

    def run(self, program, first, *ins):
        arrays, known = self.arrays, self.programs[program]
        outs = range(first, first + known.results)
        try:
            args = [arrays[handle] for handle in ins]
            if self.is_one_of_several:
                args = map(self.given, args, known.places)
            results = known.call(*args)
        except Exception as error:
            failed = next((x for x in (known.call, *(arrays.get(handle) for handle in ins)) if isinstance(x, Failed)), None)
            if failed is None:
                self.end_without_others(error)
                failed = Failed(in_words(error))
            arrays.update((handle, failed) for handle in outs)
            return failed
        arrays.update(zip(outs, results))
        if results:
            self.under_way.append(results[0])
            # Devices that wait for one another must all find a thread.
            if len(self.under_way) * known.devices > self.depth:
                self.wait_for_half()
        return None

    def run_calling(self, header, _):
        """Runs a program that calls functions of the other process, by itself and to its end."""
        first = header["first"]
        outs = range(first, first + self.programs[header["program"]].results)
        self.host_calls.ticket = header["ticket"]
        failed = self.run(header["program"], first, *header["ins"])
        if failed is None:
            try:
                self.jax.block_until_ready([self.arrays[out] for out in outs])
                self.jax.effects_barrier()
            except Exception as error:
                failed = Failed(in_words(error))
                self.arrays.update((out, failed) for out in outs)
        send({"ticket": header["ticket"], **({} if failed is None else {"error": failed.message})})

    def wait_for_half(self):
        """Waits for the older half of what is under way: to wait for one takes about as long as a small call."""
        older = [self.under_way.popleft() for _ in range((len(self.under_way) + 1) // 2)]
        # When the latest of them is there, so are most others.
        self.wait(older.pop())
        for array in older:
            if not array.is_deleted() and not array.is_ready():
                self.wait(array)

    def wait(self, array):
        """Waits until it is computed. Who reads it learns of a failure."""
        try:
            if not array.is_deleted():
                array.block_until_ready()
        except Exception as error:
            self.end_without_others(error)

    def end_without_others(self, error):
        """Ends the process if it cannot reach another one of the run: nothing that it computes can come out any more."""
        text = in_words(error)
        if self.is_one_of_several and re.search("gloo|nccl|unavailable|connection|coordination", text, re.IGNORECASE):
            print(f"another process of the run has ended, or cannot be reached: {text}", file=sys.stderr, flush=True)
            os._exit(1)

    def free(self, header, _):
        for handle in header["ids"]:
            self.arrays.pop(handle, None)

    def forget(self, header, _):
        self.programs.pop(header["id"], None)

    def get(self, header, _):
        array = self.arrays[header["id"]]
        if isinstance(array, Failed):
            send({"ticket": header["ticket"], "error": array.message})
            return
        try:
            if not array.is_fully_addressable and not array.is_fully_replicated:
                sharding = self.jax.sharding
                array = self.spread_anew(array, sharding.NamedSharding(array.sharding.mesh, sharding.PartitionSpec()))
            host = self.numpy.ascontiguousarray(array)
        except Exception as error:
            self.end_without_others(error)
            raise
        send({"ticket": header["ticket"]}, host.reshape(-1).view(self.numpy.uint8).data if host.size else b"")

    def bytes_in_use(self, header, _):
        arrays = {id(x): x for x in self.arrays.values() if not isinstance(x, Failed) and not x.is_deleted()}
        parts = [shard.data.nbytes for x in arrays.values() for shard in x.addressable_shards]
        send({"ticket": header["ticket"], "bytes": sum(parts)})

    def serialize(self, header, payload):
        text = bytes(payload).decode()
        artifact = self.jax.extend.mlir.serialize_portable_artifact(text, header["version"], True)
        send({"ticket": header["ticket"]}, artifact)

    def deserialize_exported(self, header, payload):
        import deserialize

        send({"ticket": header["ticket"]}, json.dumps(deserialize.describe(payload)).encode())

    def leave(self, _, __):
        """Ends the process when the others of the run have come as far."""
        leaving.set()
        try:
            self.jax.distributed.shutdown()
        finally:
            os._exit(0)

    def serve(self):
        while len(lengths := commands.read(8)) == 8:
            header_length, payload_length = struct.unpack("<II", lengths)
            if header_length == 0:
                self.run(*struct.unpack(f"<{payload_length // 4}I", commands.read(payload_length)))
                continue
            header = json.loads(commands.read(header_length))
            payload = commands.read(payload_length)
            try:
                getattr(self, header["do"])(header, payload)
            except Exception as error:
                message = in_words(error)
                if "ticket" in header:
                    send({"ticket": header["ticket"], "error": message})
                else:
                    self.arrays.update((handle, Failed(message)) for handle in header.get("outs", [header.get("id")]))


def outlive_signals():
    """A signal to the whole group of processes, such as Ctrl-C, is the other process's matter, with which this one ends."""
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)):
        signal.signal(number, signal.SIG_IGN)


def main():
    outlive_signals()
    options = json.loads(sys.argv[1])
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    jax, numpy = start(options)
    # Processes of one run are told of signals by jax.
    outlive_signals()
    Worker(jax, numpy, options["depth"]).serve()
    os._exit(0)


main()
