import { commandId, type Id, id_bytes, idToBytes } from "../../../src/protocol/id.ts";
import { msgpack as codec } from "../../../src/protocol/msgpack.ts";
import type { Dialect, Heard } from "../dialect.ts";

const list_of_16_or_more = 0xdc;
const id = Buffer.alloc(id_bytes);

/** `bantam.v1.msgpack` */
export const msgpack: Dialect = {
  isBinary: true,
  isSameForAll: true,

  upgrade: ({ token }) => ({
    path: "/ws",
    headers: [`Sec-WebSocket-Protocol: ${codec.subprotocol}`, `Authorization: Bearer ${token}`],
  }),
  *greeting() {
    refuseError(yield latin1(codec.commands([{ id: commandId(), do: "hello" }])));
  },
  sender({ channel }, body) {
    const empty = commandId();
    const frame = latin1(codec.commands([{ id: empty, do: "message.send", channel, body }]));
    const [head = "", tail = ""] = frame.split(written(empty));
    return (id) => head + written(id) + tail;
  },

  /** The first key of the first map: `re`, `error` or `event`. */
  isEvents(bytes, from) {
    const key = from + (bytes[from] === list_of_16_or_more ? 3 : 1) + 2;
    return bytes[key] === 0x65 && bytes[key + 1] === 0x76;
  },
  messages: (payload) => decode(payload) as Heard[],
  answer(payload) {
    refuseError(payload);
    return "";
  },
};

function refuseError(payload: Buffer): void {
  const [reply] = decode(payload) as { error?: unknown }[];
  if (reply?.error !== undefined) throw new Error(`answered with ${JSON.stringify(reply.error)}`);
}

function decode(payload: Buffer): unknown[] {
  return codec.decodeFromServer(new Uint8Array(payload));
}

function written(command: Id): string {
  idToBytes(command, id);
  return id.toString("latin1");
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
