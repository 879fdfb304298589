import type { Id } from "../../../src/protocol/id.ts";
import type { Dialect, Heard } from "../dialect.ts";

const account_chars = 32;
export const domain = "localhost";
export const rooms = `conference.${domain}`;
const open = `<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${domain}" version="1.0"/>`;

/** The name of a member's account, which is its password too: the end of the token, in letters that XMPP keeps as they are. */
export function accountOf(token: string): string {
  return token.slice(-account_chars).toLowerCase();
}

/** The name of a channel's room. */
export function roomOf(channel: Id): string {
  return channel.toLowerCase();
}

/** Group chat (XEP-0045) of XMPP over a WebSocket (RFC 7395): a frame is a stanza, and names whom it is for. */
export const xmpp: Dialect = {
  isBinary: false,
  isSameForAll: false,

  upgrade: () => ({ path: "/ws", headers: ["Sec-WebSocket-Protocol: xmpp"] }),
  *greeting({ channel, token }) {
    yield* until(open, "<mechanism>PLAIN<");
    const account = accountOf(token);
    const secret = Buffer.from(`\0${account}\0${account}`).toString("base64");
    yield* until(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`, "<success");
    yield* until(open, "xmpp-bind");
    yield* until('<iq type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>', "<jid>");
    const x = '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x>';
    // The room's subject is the last that somebody is told who comes.
    yield* until(`<presence to="${roomOf(channel)}@${rooms}/${account}">${x}</presence>`, "<subject");
  },
  sender({ channel }, body) {
    const tail = `"><body>${body}</body></message>`;
    return (id) => `<message to="${roomOf(channel)}@${rooms}" type="groupchat" id="${id}${tail}`;
  },

  isEvents: (bytes, from) => bytes[from] === 0x3c && bytes[from + 1] === 0x6d,
  messages(payload): Heard[] {
    const text = payload.toString("latin1");
    refuseError(payload);
    return [{ id: / id='([^']+)'/.exec(text)?.[1] }];
  },
  answer(payload) {
    refuseError(payload);
    return "";
  },
};

/** Says something, and skips frames up to the one with the answer in it. */
function* until(said: string, answer: string): Generator<string, void, Buffer> {
  for (let payload = yield said; !payload.includes(answer); payload = yield "") refuseError(payload);
}

function refuseError(payload: Buffer): void {
  if (/<failure|<stream:error|type='error'/.test(payload.toString()))
    throw new Error(`answered with ${payload.toString()}`);
}
