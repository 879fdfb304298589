/** A WebSocket constructor as programs have it (Bun, Node): with headers. That of browsers sends their cookies instead. */
type WithHeaders = new (url: string, options: { protocols: string[]; headers: Record<string, string> }) => WebSocket;

function takesHeaders(constructor: unknown): constructor is WithHeaders {
  return typeof constructor === "function" && !("document" in globalThis);
}

/** Opens a socket to the server at `base` (http or https). Throws when there is a token and this is a browser. */
export function openSocket(base: string, subprotocol: string, token: string | undefined): WebSocket {
  const url = new URL("/ws", base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = token === undefined ? new WebSocket(url.href, subprotocol) : withToken(url.href, subprotocol, token);
  socket.binaryType = "arraybuffer";
  return socket;
}

function withToken(url: string, subprotocol: string, token: string): WebSocket {
  const constructor: unknown = WebSocket;
  if (!takesHeaders(constructor))
    throw new Error("A browser sends its session cookie and cannot send a token: leave it out.");
  return new constructor(url, { protocols: [subprotocol], headers: { authorization: `Bearer ${token}` } });
}
