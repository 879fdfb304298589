/**
 * The raw relay that Bantam is compared with: what Bun's server costs by itself. It sends each frame as it came to everybody
 * on the same path, its sender too; it parses, checks and stores nothing. `bun bench/relay.ts FILE` appends each frame to a
 * file and syncs it first: what one fsync before each message costs by itself.
 */
import { fsyncSync, openSync, writeSync } from "node:fs";

const path = process.argv[2];
const file = path === undefined ? undefined : openSync(path, "a");

const server = Bun.serve<{ topic: string }>({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, self) {
    const topic = new URL(request.url).pathname;
    if (self.upgrade(request, { data: { topic } })) return undefined;
    return new Response("This is a relay of WebSocket frames.", { status: 426 });
  },
  websocket: {
    perMessageDeflate: false,
    open(ws) {
      ws.subscribe(ws.data.topic);
    },
    message(ws, frame: string) {
      if (file !== undefined) {
        writeSync(file, frame);
        fsyncSync(file);
      }
      server.publish(ws.data.topic, frame);
    },
  },
});

console.log(`The relay is at ${server.url.origin}`);
