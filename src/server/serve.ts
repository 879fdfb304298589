import type { Chat } from "../chat/chat.ts";
import { refusalOf } from "../chat/services.ts";
import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { clientAddress } from "./address.ts";
import { api_path, apiRoute, refused } from "./api.ts";
import { attachmentRoute, discardRoute, uploadRoute } from "./attachments.ts";
import { avatarRoute } from "./avatars.ts";
import type { Connection } from "./connection.ts";
import { Connections } from "./connections.ts";
import { Fanout } from "./fanout.ts";
import { secureHeaders } from "./headers.ts";
import { manifestRoute } from "./manifest.ts";
import { metricsRoute } from "./metrics/route.ts";
import { makeOrigins } from "./origins.ts";
import { profileRoute } from "./profile.ts";
import type { ServerSettings } from "./settings.ts";
import { socketHandlers } from "./socket.ts";
import { type Edge, upgrade } from "./upgrade.ts";
import { urlOf } from "./url.ts";
import { makeWeb } from "./web.ts";

const sweep_ms = 1000;
const stop_ms_max = 2000;

export interface RunningServer {
  /** Where it is found from here, without a slash at the end. */
  readonly url: string;
  /** Takes nothing more, answers what it has taken, and closes all sockets with `restart`. */
  stop(): Promise<void>;
}

/** Opens the port. Throws what Bun.serve throws when it is in use. */
export async function startServer(chat: Chat, settings: ServerSettings): Promise<RunningServer> {
  const { services } = chat;
  const origins = makeOrigins(settings);
  const connections = new Connections(settings);
  const web = makeWeb();
  const measured = metricsRoute({ services, settings, origins, connections, peerOf, missing });
  const server = Bun.serve<Connection, string>({
    hostname: settings.host,
    port: settings.port,
    development: false,
    idleTimeout: 30,
    // Who takes a body has a limit of its own, and refuses more with a sentence; this refuses far more with a status alone.
    maxRequestBodySize: limits.attachment_bytes_max + limits.frame_bytes_max,
    websocket: socketHandlers(chat, connections, settings),
    routes: {
      "/": web.page,
      "/c/:channel": web.page,
      "/c/:channel/:seq": web.page,
      "/settings": web.page,
      "/settings/:section": web.page,
      "/admin": web.page,
      "/admin/:section": web.page,
      "/signin": web.door,
      "/setup": web.page,
      "/join": web.page,
      "/recover": web.page,
      "/manifest.webmanifest": manifestRoute(services, origins),
      "/healthz": () => new Response("ok\n", { headers: { ...secureHeaders, "cache-control": "no-store" } }),
      "/metrics": measured.route,
      "/ws": (request, self) => upgrade(request, self, edge).catch(refuse),
      "/admin/profile": { POST: profileRoute(services, origins) },
      "/attachments": { POST: uploadRoute(chat, origins) },
      "/attachments/:attachment": {
        ...attachmentRoute(chat, origins, "whole"),
        DELETE: discardRoute(chat, origins),
      },
      "/attachments/:attachment/small": attachmentRoute(chat, origins, "small"),
      "/avatars/:avatar": avatarRoute(services, origins),
      [`${api_path}*`]: { POST: apiRoute(chat, origins, addressOf) },
    },
    fetch: missing,
    error: refuse,
  });
  const fanout = new Fanout(server, services, connections);
  const edge: Edge = { services, origins, connections, fanout };
  services.audience = fanout;

  const sweeping = setInterval(() => {
    connections.sweep(services.now());
    fanout.flush();
  }, sweep_ms);

  async function missing(request: Request): Promise<Response> {
    // A Host header that is none makes the address one that cannot be read.
    const path = URL.parse(request.url)?.pathname;
    if (path === undefined || path.startsWith(api_path)) return refused(new Refusal("not_found"));
    return web.fetch(path, request);
  }

  function peerOf(request: Request): string {
    return server.requestIP(request)?.address ?? "";
  }

  function addressOf(request: Request): string {
    return clientAddress(peerOf(request), request.headers.get("x-forwarded-for"), settings.trusted_proxies);
  }

  function refuse(error: unknown): Response {
    return refused(refusalOf(services, error));
  }

  return {
    url: urlOf(settings.host, server.port ?? settings.port),
    async stop() {
      clearInterval(sweeping);
      measured.stop();
      await chat.close();
      connections.closeAll("restart");
      // A peer that does not answer the close must not keep the server from ending.
      await Promise.race([server.stop(), Bun.sleep(stop_ms_max)]);
      await server.stop(true);
    },
  };
}
