import { limits } from "../../../protocol/limits.ts";

/** A handle as the server takes it, from what people are called. */
export function handleFrom(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== "");
  return words.join(".").slice(0, limits.handle_chars_max).replace(/\.$/, "");
}
