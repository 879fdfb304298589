import { networkInterfaces } from "node:os";

/**
 * Where the browser finds what listens on a host and port. A host that stands for every address of this machine is none to
 * go to: it becomes the first IPv4 address on a network, or loopback's without one.
 */
export function urlOf(host: string, port: number): string {
  const name = host.includes(":") ? `[${host}]` : host;
  const written = URL.parse(`http://${name}`)?.hostname;
  const isEvery = written === "0.0.0.0" || written === "[::]";
  return `http://${isEvery ? reachable() : name}:${port}`;
}

function reachable(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
