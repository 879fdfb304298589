import { sameSecret } from "../../auth/links.ts";
import { permit } from "../../chat/find.ts";
import type { Services } from "../../chat/services.ts";
import { isLoopback } from "../../config/exposure.ts";
import { Refusal } from "../../protocol/errors.ts";
import { unmapped } from "../address.ts";
import type { Connections } from "../connections.ts";
import { secureHeaders } from "../headers.ts";
import { bearerOf, identify } from "../identity.ts";
import type { Origins } from "../origins.ts";
import type { ServerSettings } from "../settings.ts";
import { LoopDelay } from "./delay.ts";
import { content_type, expose } from "./exposition.ts";
import { families } from "./families.ts";

interface Around {
  readonly services: Services;
  readonly settings: ServerSettings;
  readonly origins: Origins;
  readonly connections: Connections;
  /** The address at the other end of the request's connection, whatever its headers say. */
  readonly peerOf: (request: Request) => string;
  /** What every path gets that there is not. */
  readonly missing: (request: Request) => Promise<Response>;
}

/**
 * `GET /metrics`, for who gives the metrics' own token, for admins, and for this machine itself. Everybody else gets what a
 * path gets that there is not.
 */
export function metricsRoute({ services, settings, origins, connections, peerOf, missing }: Around) {
  const delay = new LoopDelay();

  async function answer(request: Request): Promise<Response> {
    if (!(await mayRead(request))) return missing(request);
    // From the first time on: where nobody asks, no timer runs.
    delay.start();
    const text = expose(families(services, connections, delay.histogram));
    return new Response(text, {
      headers: { ...secureHeaders, "cache-control": "no-store", "content-type": content_type },
    });
  }

  async function mayRead(request: Request): Promise<boolean> {
    if (isOfThisMachine(request, peerOf(request), settings)) return true;
    const authorization = request.headers.get("authorization");
    if (authorization === null) return false;
    return sameSecret(settings.metrics_token, bearerOf(authorization) ?? "") || isAdmin(request);
  }

  async function isAdmin(request: Request): Promise<boolean> {
    try {
      const identity = await identify(services, origins, request);
      if (identity) permit("admin", identity.user);
      return identity !== undefined;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  return { route: { GET: answer, HEAD: answer }, stop: () => delay.stop() };
}

/** What proxies add to a request, each under its own names. */
const forwarding = /^(x-)?forwarded|^via$|^x-(real|client|original|envoy)|-(client|connecting)-ip$/;

/**
 * Whether a program of this machine asks, and for nobody else. The peer's address does not say it: the usual proxy is on
 * the same machine, and with it the whole world comes from loopback. So nobody is let in by the address
 * - where the settings tell of a proxy. It alone is enough for a proxy that is set up as the README says;
 * - with a header by which a proxy says that it is one;
 * - under another name than loopback's, which a proxy passes on that nobody told otherwise, and by which a page whose name
 *   was made to point here would ask.
 * What is left is a proxy that hides in all three ways: its web client cannot sign in, since its Origin is not known here.
 */
function isOfThisMachine({ headers }: Request, peer: string, { public_url, trusted_proxies }: ServerSettings): boolean {
  if (public_url !== "" || trusted_proxies.length > 0) return false;
  if (!isLoopback(unmapped(peer))) return false;
  if ([...headers.keys()].some((name) => forwarding.test(name))) return false;
  return isLoopback(headers.get("host")?.replace(/:\d+$/, "") ?? "");
}
