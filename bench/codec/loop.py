"""Times orjson on the frames that come as JSON on standard input; prints what it found as JSON. See orjson.ts.

The loop is inside of Python, so that nothing but dumps and loads is timed; the garbage collector rests, as in timeit.
"""

import gc
import json
import sys
import time

try:
    import orjson
except ImportError:
    print(json.dumps({"missing": "python3 cannot import orjson"}))
    sys.exit(0)


def nanoseconds(work, values, repeats, repeat_ns):
    """Of one call, in the quickest of the repeats; each goes round the values for about as long as it is told."""
    rounds = 1
    best = float("inf")
    done = 0
    while done < repeats:
        started = time.perf_counter_ns()
        for _ in range(rounds):
            for value in values:
                work(value)
        taken = time.perf_counter_ns() - started
        if taken < repeat_ns / 2:
            rounds *= 2
            continue
        best = min(best, taken / (rounds * len(values)))
        done += 1
    return best


asked = json.loads(sys.stdin.buffer.read())
gc.disable()
found = []
for texts in asked["subjects"]:
    frames = [text.encode() for text in texts]
    objects = [orjson.loads(frame) for frame in frames]
    encoded = [orjson.dumps(each) for each in objects]
    if encoded != frames:
        raise SystemExit("orjson encoded the same objects in another way")
    found.append(
        {
            "encode_ns": nanoseconds(orjson.dumps, objects, asked["repeats"], asked["repeat_ns"]),
            "decode_ns": nanoseconds(orjson.loads, frames, asked["repeats"], asked["repeat_ns"]),
            "bytes": sum(map(len, encoded)),
        }
    )
versions = {"orjson": orjson.__version__, "python": sys.version.split()[0]}
print(json.dumps({"versions": versions, "found": found}))
