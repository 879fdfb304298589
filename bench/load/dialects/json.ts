import { commandId } from "../../../src/protocol/id.ts";
import { json as codec } from "../../../src/protocol/json.ts";
import type { Dialect, Heard } from "../dialect.ts";

/** `bantam.v1.json` */
export const json: Dialect = {
  isBinary: false,
  isSameForAll: true,

  upgrade: ({ token }) => ({
    path: "/ws",
    headers: [`Sec-WebSocket-Protocol: ${codec.subprotocol}`, `Authorization: Bearer ${token}`],
  }),
  *greeting() {
    refuseError(yield codec.commands([{ id: commandId(), do: "hello" }]));
  },
  sender({ channel }, body) {
    const empty = commandId();
    const [head = "", tail = ""] = codec.commands([{ id: empty, do: "message.send", channel, body }]).split(empty);
    return (id) => head + id + tail;
  },

  // Replies begin with `[{"re"`, errors that name no command with `[{"er`, events with `[{"ev`.
  isEvents: (bytes, from) => bytes[from + 3] === 0x65 && bytes[from + 4] === 0x76,
  messages: (payload): Heard[] => JSON.parse(payload.toString()),
  answer(payload) {
    refuseError(payload);
    return "";
  },
};

function refuseError(payload: Buffer): void {
  if (payload.includes('"error":')) throw new Error(`answered with ${payload.toString()}`);
}
