/** Names that Chrome's tools know: the time in which nothing ran, and the one in which something ran that is not JavaScript. */
export const idle_name = "(idle)";
export const native_name = "(program)";

/** What a function is part of: these parts of src, or `rest` of it; packages; Bun itself; sockets and kernel; nothing. */
export const kinds = [
  "server",
  "chat",
  "store",
  "protocol",
  "auth",
  "rest",
  "packages",
  "bun",
  "native",
  "idle",
] as const;
export type Kind = (typeof kinds)[number];

export const kindLabels: Readonly<Record<Kind, string>> = {
  server: "server",
  chat: "chat",
  store: "store",
  protocol: "protocol",
  auth: "auth",
  rest: "other source",
  packages: "packages",
  bun: "built into Bun",
  native: "sockets and kernel",
  idle: "idle",
};

export function kindOf(name: string, place: string): Kind {
  if (name === idle_name) return "idle";
  if (name === native_name) return "native";
  if (place === "" || /^(?:bun|node):/.test(place)) return "bun";
  if (place.startsWith("node_modules/")) return "packages";
  const part = /^src\/(\w+)\//.exec(place)?.[1];
  return kinds.find((kind) => kind === part) ?? "rest";
}
