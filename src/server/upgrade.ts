import type { Server } from "bun";
import type { Services } from "../chat/services.ts";
import { Refusal } from "../protocol/errors.ts";
import { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { codecs, type Fanout } from "./fanout.ts";
import { secureHeaders } from "./headers.ts";
import { identify } from "./identity.ts";
import type { Origins } from "./origins.ts";

/** Takes a request to `/ws` to be a socket. Throws a Refusal: no socket is opened without a session. */
export async function upgrade(
  request: Request,
  server: Server<Connection>,
  { services, origins, connections, fanout }: Edge,
): Promise<Response | undefined> {
  const identity = await identify(services, origins, request);
  if (!identity) throw new Refusal("not_signed_in");
  const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  const codec = codecs.find(({ subprotocol }) => offered.includes(subprotocol));
  if (!codec) {
    const known = codecs.map(({ subprotocol }) => subprotocol).join(" or ");
    throw new Refusal("bad_frame", `Ask for the subprotocol ${known} in Sec-WebSocket-Protocol.`);
  }
  const { user, session } = identity;
  if (!connections.hasRoom(user)) throw new Refusal("full", "Too many sockets are open. Close one first.");
  const data = new Connection(user, session, codec, fanout);
  // Without this header Bun would take the first protocol offered, whatever it is.
  const headers = { "sec-websocket-protocol": codec.subprotocol };
  if (server.upgrade(request, { data, headers })) return undefined;
  return new Response("This is the address for WebSockets.\n", {
    status: 426,
    headers: { ...secureHeaders, upgrade: "websocket" },
  });
}

/** What stands between the sockets and the product. */
export interface Edge {
  readonly services: Services;
  readonly origins: Origins;
  readonly connections: Connections;
  readonly fanout: Fanout;
}
