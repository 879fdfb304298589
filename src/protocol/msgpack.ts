import type { Codec } from "./codec.ts";
import { type Command, commands } from "./commands.ts";
import { event as eventShape } from "./events.ts";
import { errorReply } from "./frames.ts";
import { type Id, idToBytes } from "./id.ts";
import { Packer } from "./packer.ts";
import type { Shape } from "./shape.ts";
import { Malformed, unpack, unpackFromServer } from "./unpack.ts";

const out = new Packer();

/** A message event's bytes begin with the map's header and `"event": "message"`; after them come the record's fields. */
const messageHead = 1 + "event".length + 1 + "message".length + 1;

/** `bantam.v1.msgpack`: frames are binary, ids 12 bytes. */
export const msgpack: Codec<Uint8Array<ArrayBuffer>> = {
  name: "msgpack",
  subprotocol: "bantam.v1.msgpack",

  decode: (frame) => list(unpack(frame)),
  event(event) {
    eventShape.pack(out, event);
    return out.take();
  },
  ok(name, re, answer) {
    const shape: Shape<unknown> = commands[name].answer;
    replyHead(re);
    shape.pack(out, answer);
    return out.take();
  },
  page(re, messages, more) {
    const flags = Object.keys(more);
    replyHead(re);
    out.map(1 + flags.length);
    out.str("messages");
    out.array(messages.length);
    for (const message of messages) {
      // One field less than the event: its name. Both counts are below 16, so the header is the one byte.
      out.map(((message[0] ?? 0) & 0x0f) - 1);
      out.raw(message.subarray(messageHead));
    }
    for (const flag of flags) {
      out.str(flag);
      out.bool(true);
    }
    return out.take();
  },
  error(re, error) {
    errorReply.pack(out, re === undefined ? { error } : { re, error });
    return out.take();
  },
  frame(items) {
    out.array(items.length);
    for (const item of items) out.raw(item);
    return out.take();
  },

  commands(list) {
    out.array(list.length);
    for (const command of list) packCommand(command);
    return out.take();
  },
  decodeFromServer: (frame) => list(unpackFromServer(frame)),
};

function packCommand(command: Command): void {
  const shape: Shape<Command> = commands[command.do].shape;
  shape.pack(out, command);
}

function replyHead(re: Id): void {
  out.map(2);
  out.str("re");
  out.bin(idToBytes(re));
  out.str("ok");
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Malformed("a frame is a list");
  return value;
}
