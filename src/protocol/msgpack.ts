import { commandsIn, type Codec, grouped, isPage, itemsIn } from "./codec.ts";
import { type AnswerOf, commands } from "./commands.ts";
import { event as eventShape, messages } from "./events.ts";
import { errorReply } from "./frames.ts";
import type { Id } from "./id.ts";
import { encodedOf } from "./kept.ts";
import { Packer } from "./packer.ts";
import { type Message, message } from "./records.ts";
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
    // Before the reply itself, since there is one place to write.
    const page = isPage(name, answer) ? answer.messages.map(messageBytes) : undefined;
    return out.pack(() => {
      replyHead(re);
      if (page && isPage(name, answer)) packPage(answer, page);
      else shape.pack(out, answer);
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

/** A page is joined from its messages, of which many may be encoded already. */
function packPage({ more_before, more_after }: AnswerOf<"message.list">, page: readonly Uint8Array[]): void {
  out.map(1 + Number(more_before !== undefined) + Number(more_after !== undefined));
  out.str("messages");
  out.array(page.length);
  for (const bytes of page) out.raw(bytes);
  for (const [name, more] of Object.entries({ more_before, more_after })) {
    if (more === undefined) continue;
    out.str(name);
    out.bool(more);
  }
}

function messageBytes(record: Message): Uint8Array {
  const encoded = encodedOf(record);
  const bytes = encoded?.msgpack ?? out.pack(() => message.pack(out, record));
  if (encoded) encoded.msgpack = bytes;
  return bytes;
}

function replyHead(re: Id): void {
  out.map(2);
  out.str("re");
  out.id(re);
  out.str("ok");
}
