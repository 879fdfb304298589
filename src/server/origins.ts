import { isIP } from "node:net";
import type { ServerSettings } from "./settings.ts";

/** Which names this server goes by, and which pages may talk to it with a cookie. */
export interface Origins {
  /** Whether the Host header names this server: others are refused, so that no foreign name can be pointed here. */
  isKnownHost(host: string | null): boolean;
  /** Whether the Origin is exactly this server's own, as the request's Host names it. */
  isOwn(origin: string, host: string | null): boolean;
  /** Whether people who use this Host speak https, to this server or to the proxy before it. */
  isSecure(host: string | null): boolean;
}

export function makeOrigins({ public_url, host: listening }: ServerSettings): Origins {
  const configured = public_url === "" ? undefined : new URL(public_url);

  function isKnownHost(host: string | null): boolean {
    if (host === null) return false;
    if (host === configured?.host) return true;
    const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
    // A literal address cannot be made to point here by somebody else's name server.
    return name === "localhost" || name === listening || isIP(name) !== 0;
  }

  return {
    isKnownHost,
    isSecure: (host) => configured?.protocol === "https:" && host === configured.host,
    isOwn(origin, host) {
      if (host === null || !isKnownHost(host)) return false;
      if (host === configured?.host) return origin === configured.origin;
      return origin === `http://${host}`;
    },
  };
}
