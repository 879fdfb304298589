import type { Dialect } from "./dialect.ts";
import { json } from "./dialects/json.ts";
import { msgpack } from "./dialects/msgpack.ts";
import { relay } from "./dialects/relay.ts";

export const dialects = { json, msgpack, relay } as const satisfies Record<string, Dialect>;
export type DialectName = keyof typeof dialects;

const isDialectName = (name: string): name is DialectName => Object.hasOwn(dialects, name);
export const dialectNames: readonly DialectName[] = Object.keys(dialects).filter(isDialectName);
