import { isIP } from "node:net";
import type { Settings } from "./settings.ts";
import { WrongSetting } from "./sources.ts";

/** Refuses what would let people sign in without TLS over a network. Throws WrongSetting with both ways out. */
export function refuseOpenHttp({ host, public_url, plain_http }: Settings): void {
  if (plain_http || public_url.startsWith("https:")) return;
  const published = URL.parse(public_url)?.hostname ?? "localhost";
  const open = [host, published].find((name) => !isLoopback(name));
  if (open === undefined) return;
  throw new WrongSetting(
    `At ${open} passwords would go through the network unencrypted. Put a proxy with TLS before the server and give its ` +
      "address as public_url (https://...), or set plain_http if everybody on that network may be trusted.",
  );
}

/** Whether nobody but this machine reaches the host. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "");
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}
