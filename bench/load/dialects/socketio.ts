import { commandId } from "../../../src/protocol/id.ts";
import type { Dialect, Heard } from "../dialect.ts";

/** socket.io's own, over a WebSocket: engine.io's packets (open, ping, message), and in those socket.io's (connect, event, answer). */
export const socketio: Dialect = {
  isBinary: false,
  isSameForAll: true,

  upgrade: () => ({ path: "/socket.io/?EIO=4&transport=websocket", headers: [] }),
  *greeting({ channel }) {
    expect(yield "", "0{");
    expect(yield "40", "40{");
    expect(yield `420${JSON.stringify(["join", channel])}`, "430");
  },
  sender({ channel }, body) {
    const empty = commandId();
    const [head = "", tail = ""] = `42${JSON.stringify(["send", channel, { id: empty, body }])}`.split(empty);
    return (id) => head + id + tail;
  },

  isEvents: (bytes, from) => bytes[from] === 0x34 && bytes[from + 1] === 0x32,
  messages(payload): Heard[] {
    const [, message]: [string, Heard] = JSON.parse(payload.toString("utf8", 2));
    return [message];
  },
  answer(payload) {
    expect(payload, "2");
    return "3";
  },
};

function expect(payload: Buffer, start: string): void {
  const text = payload.toString();
  if (!text.startsWith(start)) throw new Error(`answered with ${text}`);
}
