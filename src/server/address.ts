import { isIPv6 } from "node:net";

/**
 * Where a request comes from, for limits: the peer's address, or behind a trusted proxy the one that the proxy saw. Of an
 * IPv6 address its first 64 bits, since one customer has all the addresses behind them.
 */
export function clientAddress(peer: string, forwarded: string | null, trusted_proxies: readonly string[]): string {
  const near = unmapped(peer);
  if (!trusted_proxies.includes(near)) return networkOf(near);
  // The last address is the one that the trusted proxy saw itself: those before it are what the client claims.
  const seen = forwarded?.split(",").at(-1)?.trim() ?? "";
  return networkOf(seen === "" ? near : unmapped(seen));
}

/** An IPv4 address as it is, also where it stands in one of IPv6 (RFC 4291, section 2.5.5.2). */
export function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}
