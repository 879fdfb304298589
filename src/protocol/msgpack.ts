import { commandsIn, type Codec, grouped, itemsIn } from "./codec.ts";
import { commands } from "./commands.ts";
import { event as eventShape, messages } from "./events.ts";
import { errorReply } from "./frames.ts";
import type { Id } from "./id.ts";
import { Packer } from "./packer.ts";
import type { Shape } from "./shape.ts";
import { unpack, unpackFromServer } from "./unpack.ts";

const out = new Packer();

/** `bantam.v1.msgpack`: frames are binary, ids 12 bytes. */
export const msgpack: Codec<Uint8Array<ArrayBuffer>> = {
  name: "msgpack",
  subprotocol: "bantam.v1.msgpack",

  decode: (frame) => commandsIn(unpack(frame)),
  event: (event) => out.pack(() => eventShape.pack(out, event)),
  events: (list) =>
    out.pack(() => {
      const groups = grouped(list);
      out.array(groups.length);
      for (const group of groups) {
        if (group.event === "messages") messages.pack(out, group);
        else eventShape.pack(out, group);
      }
    }),
  ok(name, re, answer) {
    const shape: Shape<unknown> = commands[name].answer;
    return out.pack(() => {
      replyHead(re);
      shape.pack(out, answer);
    });
  },
  error: (re, error) => out.pack(() => errorReply.pack(out, re === undefined ? { error } : { re, error })),
  frame: (items) =>
    out.pack(() => {
      out.array(items.length);
      for (const item of items) out.raw(item);
    }),

  commands: (list) =>
    out.pack(() => {
      out.array(list.length);
      for (const command of list) {
        const shape: Shape<unknown> = commands[command.do].shape;
        shape.pack(out, command);
      }
    }),
  decodeFromServer: (frame) => itemsIn(unpackFromServer(frame)),
};

function replyHead(re: Id): void {
  out.map(2);
  out.str("re");
  out.id(re);
  out.str("ok");
}
